import { PrismaPg } from "@prisma/adapter-pg";

import { PrismaClient } from "./generated/prisma/client.ts";

const adapter = new PrismaPg({ connectionString: process.env.DATABASE_URL });
export const prisma = new PrismaClient({ adapter });

/** Published mentors who know something, the cheapest first; never their e-mail. */
export function findMentors(skill: string) {
  return prisma.mentorProfile.findMany({
    where: { status: "published", expertise: { has: skill } },
    orderBy: [{ hourlyRateCents: "asc" }, { userId: "asc" }],
    select: {
      headline: true,
      expertise: true,
      hourlyRate: true,
      currency: true,
      user: { select: { id: true, firstName: true, lastName: true, imageUrl: true } },
    },
  });
}
