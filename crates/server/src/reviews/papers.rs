//! The files of papers: beside the database, named by their ids, readable by this user alone.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderValue, header};
use qualify_domain::ports::{Paper, StoredReview};
use qualify_vocabulary::{PaperId, SignedDuration, Timestamp};

use crate::api::failure::Failure;
use crate::{data_folder, documents_lock};
use qualify_contract::errors::ErrorKind;

/// Age from which a file that no case knows is taken for left over: its case was not saved.
const LEFT_OVER_AGE: SignedDuration = SignedDuration::from_hours(1);

/// The folder of the papers' files.
#[derive(Debug, Clone)]
pub(crate) struct PaperFolder {
    folder: PathBuf,
    data_dir: PathBuf,
}

impl PaperFolder {
    /// Opens the folder below the data folder, and makes it.
    pub(crate) fn open(data_dir: &Path) -> std::io::Result<Self> {
        let folder = data_folder::documents(data_dir);
        std::fs::create_dir_all(&folder)?;
        restrict(&folder)?;
        // Made by whoever serves the folder, so that a backup of another user finds it.
        documents_lock::delete(data_dir)?;
        Ok(Self { folder, data_dir: data_dir.to_owned() })
    }

    /// Allows to delete papers that a case names, as long as the value is kept; not while a backup is being taken.
    pub(crate) fn begin_deleting(&self) -> std::io::Result<Option<File>> {
        documents_lock::delete(&self.data_dir)
    }

    fn file(&self, id: PaperId) -> PathBuf {
        self.folder.join(id.to_string())
    }

    /// Writes a paper's bytes; they are on disk when it returns.
    pub(crate) async fn write(&self, id: PaperId, bytes: Bytes) -> std::io::Result<()> {
        let (folder, file) = (self.folder.clone(), self.file(id));
        blocking(move || {
            let mut partial = tempfile::NamedTempFile::new_in(&folder)?;
            partial.write_all(&bytes)?;
            partial.as_file().sync_all()?;
            partial.persist(&file).map_err(|error| error.error)?;
            std::fs::File::open(&folder)?.sync_all()
        })
        .await
    }

    /// Reads a paper's bytes.
    async fn read(&self, id: PaperId) -> std::io::Result<Vec<u8>> {
        let file = self.file(id);
        blocking(move || std::fs::read(file)).await
    }

    /// Deletes a paper's bytes, if they are there.
    pub(crate) async fn delete(&self, id: PaperId) -> std::io::Result<()> {
        let file = self.file(id);
        blocking(move || match std::fs::remove_file(file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        })
        .await
    }

    /// Papers of which there are files that are not quite new.
    pub(crate) async fn list_old(&self, now: Timestamp) -> std::io::Result<Vec<PaperId>> {
        let folder = self.folder.clone();
        blocking(move || {
            let mut papers = Vec::new();
            for entry in std::fs::read_dir(folder)? {
                let entry = entry?;
                let written =
                    Timestamp::try_from(entry.metadata()?.modified()?).map_err(std::io::Error::other)?;
                let name = entry.file_name();
                let id = name.to_str().and_then(|name| PaperId::parse(name).ok());
                papers.extend(id.filter(|_| now.duration_since(written) >= LEFT_OVER_AGE));
            }
            Ok(papers)
        })
        .await
    }

    /// Answers a paper of a case as a download and as nothing else: no browser shows it, whatever it holds.
    pub(crate) async fn answer(&self, stored: &StoredReview, id: PaperId) -> Result<Response, Failure> {
        let paper = stored.papers.iter().find(|paper| paper.id == id);
        let paper = paper.ok_or_else(|| {
            Failure::new(ErrorKind::NotFound, "There is no such document with this review.")
        })?;
        if paper.deleted_at.is_some() {
            return Err(Failure::new(
                ErrorKind::NotFound,
                "The document was deleted: its time was over. What it was stands with the review.",
            ));
        }
        let bytes = self.read(id).await.map_err(|error| match error.kind() {
            // A state of before was put back, and the file had gone meanwhile.
            std::io::ErrorKind::NotFound => {
                Failure::new(ErrorKind::NotFound, "The document's file is gone. Ask for the document again.")
            }
            _ => Failure::Internal { cause: format!("the file of document {id} cannot be read: {error}") },
        })?;
        Ok(download(paper, bytes))
    }
}

fn download(paper: &Paper, bytes: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    let media_type = HeaderValue::try_from(paper.media_type.as_str());
    let media_type = media_type.unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_TYPE, media_type);
    let extension = paper.media_type.rsplit('/').next().unwrap_or("bin");
    let disposition = format!("attachment; filename=\"{}.{extension}\"", paper.id);
    if let Ok(disposition) = HeaderValue::try_from(disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(unix)]
fn restrict(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn restrict(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> std::io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(std::io::Error::other)?
}
