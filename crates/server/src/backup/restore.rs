//! Restoring: everything is brought beside its place and checked; only then it is put there.
//!
//! What is brought stands in a folder inside the data folder, which may be a file system of its own. The database comes
//! into its place last, and until the end the folder keeps a service from starting.

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufReader};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use qualify_domain::ports::StoreError;
use qualify_store::{
    DatabaseCopy, DatabaseLocation, DocumentCopies, DocumentFiles, DocumentPlace, SCHEMA_VERSION,
    bring_to_schema, move_rows, standing,
};
use qualify_vocabulary::DocumentId;

use super::archive::{self, Contents, Hash, Member, ReadError};
use super::error::RestoreError;
use super::manifest::{FORMAT, Manifest};
use crate::data_folder;
use crate::new_file::OWNER_ONLY;
use crate::private::OWNER_FOLDER;
use crate::secrets::{FINGERPRINT_SETTING, Secrets};

/// Where the rows of an archive go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination<'url> {
    /// Into a file in the data folder.
    Folder,
    /// Into an empty database of a server.
    Server {
        /// Where it is.
        database: &'url DatabaseLocation,
        /// Where the bytes of documents go.
        documents: DocumentPlace,
    },
}

/// Fills an empty data folder, or makes it, from an archive; says what it held.
///
/// # Errors
/// The folder is not empty, or the archive is not whole: the folder is as it was then. Or what was checked cannot be put
/// in its place: no service starts on the folder then.
pub fn restore(archive: &Path, data_dir: &Path, into: Destination<'_>) -> Result<Manifest, RestoreError> {
    require_empty(data_dir)?;
    let source = File::open(archive).map_err(RestoreError::file(archive))?;
    let mut gathered = Gathered::make(data_dir)?;
    let read =
        archive::read(BufReader::new(source), |member| gathered.create(member), |_, file| file.sync_all());
    let contents = read.map_err(|error| match error {
        ReadError::Damaged(what) => RestoreError::Damaged { archive: archive.to_owned(), what },
        ReadError::Kept(cause) => RestoreError::file(data_dir)(cause),
    })?;
    let manifest = check(archive, &gathered, &contents)?;
    if let Destination::Server { database, documents } = into {
        gathered.move_to_server(database, documents).map_err(RestoreError::Server)?;
    }
    gathered
        .put_in_place(manifest.has_secret_key)
        .map_err(|cause| RestoreError::NotPlaced { data_dir: data_dir.to_owned(), cause })?;
    Ok(manifest)
}

fn require_empty(data_dir: &Path) -> Result<(), RestoreError> {
    match data_folder::is_empty(data_dir) {
        Ok(true) => Ok(()),
        Ok(false) => Err(RestoreError::NotEmpty(data_dir.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(RestoreError::file(data_dir)(error)),
    }
}

/// Everything that was written is there; now whether it belongs together.
fn check(archive: &Path, gathered: &Gathered, contents: &Contents) -> Result<Manifest, RestoreError> {
    let damaged = |what: String| RestoreError::Damaged { archive: archive.to_owned(), what };
    let manifest: Manifest = serde_json::from_slice(&contents.manifest)
        .map_err(|error| damaged(format!("its description does not read: {error}")))?;
    if manifest.format > FORMAT || manifest.schema > SCHEMA_VERSION {
        return Err(RestoreError::Newer { archive: archive.to_owned(), program: manifest.program });
    }
    let unread = |error: StoreError| {
        let cause = std::error::Error::source(&error).map(|source| format!(" ({source})"));
        damaged(format!("its database: {error}{}", cause.unwrap_or_default()))
    };
    let copy = DatabaseCopy::open(&gathered.file(Member::Database)).map_err(unread)?;
    copy.check(true).map_err(unread)?;
    if !manifest.agrees_with(copy.schema(), copy.holdings().map_err(unread)?) {
        return Err(damaged("its database does not hold what its description says".to_owned()));
    }
    check_documents(&copy.list_documents().map_err(unread)?, &manifest, contents).map_err(damaged)?;
    if manifest.has_secret_key != contents.hashes.0.contains_key(&Member::SecretKey) {
        return Err(damaged("its description is wrong about the secret key".to_owned()));
    }
    if manifest.has_secret_key {
        let secrets =
            Secrets::load(&gathered.file(Member::SecretKey)).map_err(|error| damaged(error.to_string()))?;
        let known = copy.find_setting(FINGERPRINT_SETTING).map_err(unread)?;
        let belongs = known.is_none_or(|known| secrets.is_some_and(|secrets| secrets.is_known_as(&known)));
        if !belongs {
            return Err(damaged("its secret key is not that of its database".to_owned()));
        }
    }
    Ok(manifest)
}

/// Every document that the database names is there with the hash that stands in the database, and no other one.
fn check_documents(
    named: &[qualify_store::NamedDocument],
    manifest: &Manifest,
    contents: &Contents,
) -> Result<(), String> {
    let mut held: BTreeMap<DocumentId, Hash> = BTreeMap::new();
    for (member, hash) in &contents.hashes.0 {
        if let Member::Document(id) = member {
            held.insert(*id, *hash);
        }
    }
    for document in named {
        let hash = held.remove(&document.id);
        if hash.is_none() && !manifest.lost_documents.contains(&document.id) {
            return Err(format!("document {} is missing", document.id));
        }
        if hash.is_some_and(|hash| hash != document.hash) {
            return Err(format!("document {} is not what was handed in", document.id));
        }
    }
    match held.keys().next() {
        None => Ok(()),
        Some(id) => Err(format!("its database does not name document {id}")),
    }
}

/// What was brought and is not in its place yet; it goes with this value, unless it was put there.
struct Gathered {
    data_dir: PathBuf,
    folder: PathBuf,
    has_made_data_dir: bool,
    /// Whether some of it is in its place already. What keeps a service from starting stays from then on, until the end.
    is_being_placed: bool,
}

impl Gathered {
    fn make(data_dir: &Path) -> Result<Self, RestoreError> {
        let has_made_data_dir = !data_dir.exists();
        let mut builder = DirBuilder::new();
        builder.mode(OWNER_FOLDER);
        builder.recursive(true).create(data_dir).map_err(RestoreError::file(data_dir))?;
        let folder = data_folder::restoring(data_dir);
        builder.recursive(false).create(&folder).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => RestoreError::NotEmpty(data_dir.to_owned()),
            _ => RestoreError::file(&folder)(error),
        })?;
        let gathered =
            Self { data_dir: data_dir.to_owned(), folder, has_made_data_dir, is_being_placed: false };
        let documents = DocumentFiles::in_folder(&gathered.folder);
        builder.create(documents.folder()).map_err(RestoreError::file(documents.folder()))?;
        Ok(gathered)
    }

    fn file(&self, member: Member) -> PathBuf {
        place(&self.folder, member)
    }

    fn create(&self, member: Member) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).mode(OWNER_ONLY).open(self.file(member))
    }

    /// Moves the rows to a server, and the documents first, so that rows name what is there. Done again after a kill, it goes on.
    fn move_to_server(
        &self,
        database: &DatabaseLocation,
        documents: DocumentPlace,
    ) -> Result<(), StoreError> {
        let file = self.file(Member::Database);
        // An archive of an older schema is brought to this program's.
        let rows = DatabaseLocation::at(file.clone());
        bring_to_schema(&rows)?;
        if !standing(database)?.is_being_filled {
            bring_to_schema(database)?;
        }
        if documents == DocumentPlace::Database {
            let to = DocumentCopies::in_database(database)?;
            let from = DocumentCopies::Files(DocumentFiles::in_folder(&self.folder));
            for document in DatabaseCopy::open(&file)?.list_documents()? {
                // One that is not there was lost before the backup.
                if let Some(bytes) = from.read(&document)? {
                    to.put(&document, &bytes)?;
                    fs::remove_file(self.file(Member::Document(document.id))).map_err(unremoved)?;
                }
            }
        }
        move_rows(&rows, database, &mut |_| true)?;
        for left in fs::read_dir(&self.folder).map_err(unremoved)? {
            let left = left.map_err(unremoved)?;
            if left.file_name().to_string_lossy().starts_with("qualify.db") {
                fs::remove_file(left.path()).map_err(unremoved)?;
            }
        }
        Ok(())
    }

    /// Renames everything into its place, the database last.
    fn put_in_place(&mut self, has_secret_key: bool) -> io::Result<()> {
        let sync = |folder: &Path| File::open(folder).and_then(|folder| folder.sync_all());
        let documents = DocumentFiles::in_folder(&self.folder);
        sync(documents.folder())?;
        sync(&self.folder)?;
        self.is_being_placed = true;
        fs::rename(documents.folder(), DocumentFiles::in_folder(&self.data_dir).folder())?;
        for member in [Member::SecretKey, Member::Database] {
            // Rows that were moved to a server are not here any more.
            if (member != Member::SecretKey || has_secret_key) && self.file(member).exists() {
                fs::rename(self.file(member), place(&self.data_dir, member))?;
            }
        }
        sync(&self.data_dir)?;
        fs::remove_dir(&self.folder)?;
        sync(&self.data_dir)
    }
}

impl Drop for Gathered {
    fn drop(&mut self) {
        if self.is_being_placed {
            return;
        }
        // What cannot be removed keeps a service from starting on it.
        let _ = fs::remove_dir_all(&self.folder);
        if self.has_made_data_dir {
            let _ = fs::remove_dir(&self.data_dir);
        }
    }
}

fn unremoved(error: io::Error) -> StoreError {
    StoreError::Unavailable {
        reason: "what was moved cannot be removed from the folder",
        source: Some(Box::new(error)),
    }
}

/// Where a member stands below a data folder.
fn place(data_dir: &Path, member: Member) -> PathBuf {
    match member {
        Member::Database => DatabaseLocation::file_in_folder(data_dir),
        Member::SecretKey => data_folder::secret_key(data_dir),
        Member::Document(id) => DocumentFiles::in_folder(data_dir).file(id),
        Member::Manifest | Member::Hashes => data_dir.join(member.name()),
    }
}
