"""Skills: a curated, translated list with synonyms, which operators edit from then on."""

import re
import unicodedata

from alembic import op
from sqlalchemy import ARRAY, ColumnClause, Integer, Text, column, table

revision = "2511_0900_skills"
down_revision = "1010_idempotency_keys"
branch_labels = None
depends_on = None

CATEGORIES = (
    ("school", "Matières scolaires", "School subjects"),
    ("tech", "Informatique et données", "Software and data"),
    ("design", "Design et création numérique", "Design and digital creation"),
    ("languages", "Langues", "Languages"),
    ("career", "Orientation et carrière", "Studies and career"),
    ("soft", "Communication et savoir-être", "Communication and soft skills"),
    ("business", "Entreprise et gestion", "Business and management"),
    ("law", "Droit et finance", "Law and finance"),
    ("arts", "Arts et musique", "Arts and music"),
    ("health", "Santé et social", "Health and social care"),
    ("trades", "Métiers manuels", "Trades and crafts"),
)

SKILLS = (
    # School subjects
    ("mathematics", "school", "Mathématiques", "Mathematics", ("maths", "math", "algèbre")),
    ("mental-arithmetic", "school", "Calcul", "Arithmetic", ("fractions", "calcul mental")),
    ("physics", "school", "Physique", "Physics", ("physique-chimie", "optique", "mechanics")),
    ("chemistry", "school", "Chimie", "Chemistry", ("chimie organique", "organic chemistry")),
    ("biology", "school", "Biologie", "Biology", ("svt", "sciences de la vie", "génétique", "bio")),
    ("earth-science", "school", "Géologie et climat", "Earth science", ("géologie", "écologie")),
    ("engineering", "school", "Sciences de l'ingénieur", "Engineering", ("ingénierie",)),
    ("french", "school", "Français", "French", ("grammaire", "orthographe", "conjugaison")),
    ("literature", "school", "Littérature", "Literature", ("dissertation", "commentaire de texte")),
    ("philosophy", "school", "Philosophie", "Philosophy", ("philo", "éthique", "ethics")),
    ("history", "school", "Histoire", "History", ("histoire-géo", "hggsp")),
    ("geography", "school", "Géographie", "Geography", ("géopolitique", "geopolitics", "sig")),
    ("economics", "school", "Économie", "Economics", ("ses", "éco", "microéconomie")),
    ("social-sciences", "school", "Sciences sociales", "Social sciences", ("sociologie", "socio")),
    # Software and data
    ("programming", "tech", "Programmation", "Programming", ("développeur", "dev", "coding")),
    ("python", "tech", "Python", "Python", ("django", "flask", "fastapi", "py")),
    ("javascript", "tech", "JavaScript", "JavaScript", ("js", "typescript", "react", "node.js")),
    ("html-css", "tech", "HTML et CSS", "HTML and CSS", ("html", "css", "wordpress")),
    ("java", "tech", "Java", "Java", ("spring", "spring boot", "kotlin", "jvm")),
    ("c-cpp", "tech", "C et C++", "C and C++", ("c++", "cpp", "langage c", "arduino")),
    ("csharp", "tech", "C# et .NET", "C# and .NET", ("c#", "csharp", "dotnet", ".net")),
    ("php", "tech", "PHP", "PHP", ("symfony", "laravel")),
    ("mobile", "tech", "Développement mobile", "Mobile development", ("android", "ios", "flutter")),
    ("video-games", "tech", "Création de jeux", "Game development", ("jeux vidéo", "unity")),
    ("sql", "tech", "SQL et bases de données", "SQL and databases", ("sql", "bases de données")),
    ("postgresql", "tech", "PostgreSQL", "PostgreSQL", ("postgres", "psql", "plpgsql")),
    ("software-testing", "tech", "Tests logiciels", "Software testing", ("tests", "qa", "testing")),
    ("git", "tech", "Git", "Git", ("github", "gitlab", "version control", "gestion de versions")),
    ("devops-linux", "tech", "Linux et DevOps", "Linux and DevOps", ("linux", "devops", "docker")),
    ("security", "tech", "Cybersécurité", "Cybersecurity", ("sécurité informatique", "hacking")),
    ("networks", "tech", "Réseaux informatiques", "Computer networks", ("réseaux", "cisco")),
    ("statistics", "tech", "Statistiques", "Statistics", ("stats", "probabilités", "probability")),
    ("data-analysis", "tech", "Analyse de données", "Data analysis", ("data", "power bi")),
    ("ai", "tech", "Intelligence artificielle", "Artificial intelligence", ("ia", "ai", "chatgpt")),
    ("machine-learning", "tech", "Apprentissage automatique", "Machine learning", ("ml", "keras")),
    ("office-software", "tech", "Bureautique", "Office software", ("excel", "word", "tableur")),
    ("digital-basics", "tech", "Informatique", "Digital basics", ("ordinateur", "internet", "pc")),
    # Design and digital creation
    ("ui-design", "design", "Design d'interface", "Interface design", ("ui", "ui design", "figma")),
    ("ux-design", "design", "Expérience utilisateur", "User experience", ("ux", "ux design")),
    ("graphic-design", "design", "Graphisme", "Graphic design", ("photoshop", "canva", "indesign")),
    ("3d-modelling", "design", "Modélisation 3D", "3D modelling", ("3d", "blender", "cao", "cad")),
    ("video-editing", "design", "Montage vidéo", "Video editing", ("montage", "vidéo")),
    ("architecture", "design", "Architecture", "Architecture", ("architecte", "revit")),
    # Languages
    ("english", "languages", "Anglais", "English", ("toeic", "toefl", "ielts")),
    ("fle", "languages", "Français langue étrangère", "Learning French", ("fle", "delf", "tcf")),
    ("spanish", "languages", "Espagnol", "Spanish", ("español", "castillan", "dele")),
    ("german", "languages", "Allemand", "German", ("deutsch", "goethe", "suisse allemand")),
    ("dutch", "languages", "Néerlandais", "Dutch", ("nederlands", "flamand", "flemish")),
    ("italian", "languages", "Italien", "Italian", ("italiano",)),
    ("portuguese", "languages", "Portugais", "Portuguese", ("português", "brésilien")),
    ("arabic", "languages", "Arabe", "Arabic", ("darija", "arabe littéral", "arabe marocain")),
    ("chinese", "languages", "Chinois", "Chinese", ("mandarin", "hsk")),
    ("japanese", "languages", "Japonais", "Japanese", ("jlpt", "kanji")),
    ("latin-greek", "languages", "Latin et grec", "Latin and Greek", ("latin", "grec ancien")),
    ("sign-language", "languages", "Langue des signes", "Sign language", ("lsf", "lsq", "asl")),
    # Studies and career
    ("study-choices", "career", "Orientation", "Choosing studies", ("parcoursup", "mon master")),
    ("cv", "career", "CV et lettre de motivation", "CV and cover letter", ("cv", "resume")),
    ("interviews", "career", "Entretiens d'embauche", "Job interviews", ("entretiens", "entrevue")),
    ("job-search", "career", "Stages et emploi", "Internships and jobs", ("stage", "alternance")),
    ("portfolio", "career", "Portfolio", "Portfolio", ("book", "dossier artistique")),
    ("networking", "career", "Réseau professionnel", "Networking", ("linkedin", "réseautage")),
    ("career-change", "career", "Reconversion", "Career change", ("vae", "bilan de compétences")),
    ("exams", "career", "Concours et examens", "Exam preparation", ("concours", "révisions")),
    ("study-abroad", "career", "Études à l'étranger", "Studying abroad", ("erasmus", "bourse")),
    # Communication and soft skills
    ("public-speaking", "soft", "Prise de parole", "Public speaking", ("éloquence", "exposé")),
    ("writing", "soft", "Rédaction", "Writing", ("écriture", "mémoire", "rapport de stage")),
    ("study-methods", "soft", "Méthodes de travail", "Study skills", ("méthodologie", "devoirs")),
    ("time-management", "soft", "Organisation", "Time management", ("planning", "procrastination")),
    ("self-confidence", "soft", "Confiance en soi", "Self-confidence", ("motivation", "timidité")),
    ("stress", "soft", "Gestion du stress", "Stress management", ("stress", "méditation")),
    ("teamwork", "soft", "Travail en équipe", "Teamwork", ("collaboration", "gestion de conflits")),
    ("leadership", "soft", "Management", "People management", ("leadership", "coaching")),
    # Business and management
    ("entrepreneurship", "business", "Entrepreneuriat", "Entrepreneurship", ("startup", "pitch")),
    ("freelancing", "business", "Indépendants", "Freelancing", ("freelance", "auto-entrepreneur")),
    ("project-management", "business", "Gestion de projet", "Project management", ("scrum",)),
    ("marketing", "business", "Marketing", "Marketing", ("marketing digital", "seo", "publicité")),
    ("social-media", "business", "Réseaux sociaux", "Social media", ("instagram", "tiktok")),
    ("sales", "business", "Vente et négociation", "Sales and negotiation", ("vente", "commerce")),
    ("human-resources", "business", "Ressources humaines", "Human resources", ("rh", "hr", "paie")),
    # Law and finance
    ("law", "law", "Droit", "Law", ("droit civil", "droit pénal", "cas pratique", "juridique")),
    ("labour-law", "law", "Droit du travail", "Labour law", ("contrat de travail", "licenciement")),
    ("accounting", "law", "Comptabilité", "Accounting", ("compta", "tenue de livres", "dcg")),
    ("finance", "law", "Finance", "Finance", ("banque", "investissement", "bourse et marchés")),
    ("personal-finance", "law", "Budget et impôts", "Budgeting and taxes", ("budget", "impôts")),
    # Arts and music
    ("guitar", "arts", "Guitare", "Guitar", ("guitare électrique", "basse", "ukulélé")),
    ("piano", "arts", "Piano", "Piano", ("clavier", "synthétiseur")),
    ("singing", "arts", "Chant", "Singing", ("voix", "chorale", "technique vocale")),
    ("music-theory", "arts", "Solfège et composition", "Music theory", ("solfège", "mao")),
    ("drawing", "arts", "Dessin et peinture", "Drawing and painting", ("dessin", "peinture")),
    ("photography", "arts", "Photographie", "Photography", ("photo", "lightroom")),
    # Health and social care
    ("nursing", "health", "Soins infirmiers", "Nursing", ("infirmier", "ifsi", "infirmière")),
    ("medicine", "health", "Études de santé", "Medical studies", ("médecine", "pass", "pharmacie")),
    ("psychology", "health", "Psychologie", "Psychology", ("psycho", "neurosciences")),
    # Trades and crafts
    ("cooking", "trades", "Cuisine et pâtisserie", "Cooking and baking", ("cuisine", "pâtisserie")),
    ("building-trades", "trades", "Métiers du bâtiment", "Building trades", ("électricité", "btp")),
    ("car-mechanics", "trades", "Mécanique auto", "Car mechanics", ("mécanique", "mécanicien")),
)


def folded(name: str) -> str:
    """A name without case, accents and punctuation, as names are compared."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[^a-z0-9+#]+", " ", plain.encode("ascii", "ignore").decode()).strip()


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        create table skill_categories (
            slug text constraint pk_skill_categories primary key,
            label_fr text not null,
            label_en text not null,
            position integer not null
        )
    """)
    op.execute("""
        create table skills (
            slug text constraint pk_skills primary key,
            category text not null,
            label_fr text not null,
            label_en text not null,
            synonyms text[] not null default '{}',
            constraint fk_skills_category foreign key (category) references skill_categories (slug)
        )
    """)
    op.execute("""
        create table skill_names (
            name text constraint pk_skill_names primary key,
            slug text not null,
            constraint fk_skill_names_slug
                foreign key (slug) references skills (slug) on delete cascade
        )
    """)
    op.execute("create index ix_skill_names_slug on skill_names (slug)")
    _fill()


def _fill() -> None:
    op.bulk_insert(
        table("skill_categories", *_texts("slug label_fr label_en"), column("position", Integer)),
        [
            {"slug": key, "label_fr": fr, "label_en": en, "position": at}
            for at, (key, fr, en) in enumerate(CATEGORIES)
        ],
    )
    op.bulk_insert(
        table(
            "skills",
            *_texts("slug category label_fr label_en"),
            column("synonyms", ARRAY(Text)),
        ),
        [
            {"slug": key, "category": kind, "label_fr": fr, "label_en": en, "synonyms": list(more)}
            for key, kind, fr, en, more in SKILLS
        ],
    )
    names = {folded(text): key for key, _, fr, en, more in SKILLS for text in (fr, en, *more)}
    op.bulk_insert(
        table("skill_names", *_texts("name slug")),
        [{"name": text, "slug": key} for text, key in names.items()],
    )


def _texts(names: str) -> list[ColumnClause[str]]:
    return [column(name, Text) for name in names.split()]


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table skill_names")
    op.execute("drop table skills")
    op.execute("drop table skill_categories")
