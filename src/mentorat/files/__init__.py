"""Files that people upload: pictures made anew, kept in a folder or an S3-compatible store."""
