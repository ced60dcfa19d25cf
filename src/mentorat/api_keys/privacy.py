"""What keys hold of a person: nothing. They are machines', and the audit knows who made one."""

from mentorat.db.personal import Columns, Holds

COLUMNS: Columns = {
    "api_keys": dict.fromkeys(("id", "name", "scopes", "secret_hash"), Holds.NOTHING)
}
