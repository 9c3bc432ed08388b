"""Files that leave the portal: workbooks and Word documents, made from plain values."""
