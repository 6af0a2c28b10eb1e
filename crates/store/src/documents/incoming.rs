//! A document that comes in: written to the disk as it comes, and kept under its name.
//!
//! Until then its file ends in `.part`, so that the next start knows what a process left behind.

use std::fs::File;
use std::io::Write as _;

use qualify_domain::ports::{DocumentStoreError, IncomingBytes};
use qualify_vocabulary::{DocumentId, PartnerId};
use tempfile::NamedTempFile;

use super::files::new_file;
use super::folder::{DocumentFolder, blocking};

/// A document's bytes on the disk, not kept yet. They go with this value.
#[derive(Debug)]
pub struct IncomingFile {
    folder: DocumentFolder,
    file: NamedTempFile,
    bytes: u64,
}

impl IncomingFile {
    pub(super) async fn begin(folder: &DocumentFolder) -> Result<Self, DocumentStoreError> {
        let place = folder.files().folder().to_owned();
        let file = blocking(move || new_file(&place)).await?;
        Ok(Self { folder: folder.clone(), file, bytes: 0 })
    }
}

impl IncomingBytes for IncomingFile {
    async fn append(self, part: impl AsRef<[u8]> + Send + 'static) -> Result<Self, DocumentStoreError> {
        let Self { folder, mut file, bytes } = self;
        blocking(move || {
            file.write_all(part.as_ref())?;
            Ok(Self { folder, file, bytes: bytes + part.as_ref().len() as u64 })
        })
        .await
    }

    async fn read(&self) -> Result<Vec<u8>, DocumentStoreError> {
        let file = self.file.path().to_owned();
        blocking(move || std::fs::read(file)).await
    }

    async fn keep(self, _: PartnerId, id: DocumentId) -> Result<(), DocumentStoreError> {
        let Self { folder, file, bytes } = self;
        let (place, target) = (folder.files().folder().to_owned(), folder.files().file(id));
        blocking(move || {
            file.as_file().sync_all()?;
            file.persist(target).map_err(|error| error.error)?;
            File::open(place)?.sync_all()
        })
        .await?;
        folder.note_kept(bytes);
        Ok(())
    }
}
