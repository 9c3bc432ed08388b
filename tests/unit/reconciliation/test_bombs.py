"""An invoice that unfolds to far more than its size is told so, however it is packed."""

from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest

from pilotage.feeds.guards import RefusedFileError
from pilotage.reconciliation.sheets import sheets_of


@pytest.mark.parametrize(
    ("method", "size", "code"),
    [
        (ZIP_DEFLATED, 12, "file.zip_bomb"),
        (ZIP_BZIP2, 12, "file.zip_bomb"),
        (ZIP_LZMA, 12, "file.zip_bomb"),
        (ZIP_BZIP2, 1, "file.compression"),
    ],
)
def test_what_unfolds_to_far_more_than_its_size_is_told_so(method, size, code):
    held = BytesIO()
    with ZipFile(held, "w", method) as archive, archive.open("xl/workbook.xml", "w") as part:
        for _ in range(size):
            part.write(b"<a>" + bytes(2**20))
    with pytest.raises(RefusedFileError) as refused:
        sheets_of(held.getvalue(), "facture.xlsx")
    assert refused.value.code == code
