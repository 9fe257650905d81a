"""Investment lists: workbooks in, projects and their facts out, selections of them (docs/design/lists.md)."""
