// After a refused form, the summary of problems takes the focus: a screen reader starts there.
document.getElementById("problems")?.focus();
