-- PostgreSQL keeps stored answers as it should already; what SQLite does about them comes right before this.

UPDATE installation SET schema_version = 3;
