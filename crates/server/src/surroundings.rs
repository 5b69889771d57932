//! What surrounds one document: its settings, its ignore file and its build context.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::Mutex;
use plimsoll_linter::Settings;
use plimsoll_syntax::dockerignore::Matcher;
use plimsoll_workspace::{FolderContext, FolderListing, ignore_file_names, read_ignore_file};
use tokio::sync::OnceCell;
use tokio::task::spawn_blocking;
use tower_lsp::gen_lsp_types::Uri;

use crate::analysis::Environment;
use crate::documents::{Document, Documents};
use crate::selection::FileKind;
use crate::session::Session;
use crate::walks::Walk;

/// Loaded when they are first asked for. What is in another open document is looked up each time.
#[derive(Debug)]
pub(crate) struct Surroundings {
    uri: Uri,
    kind: FileKind,
    loaded: OnceCell<Loaded>,
    composed: Mutex<Option<Composed>>,
    /// The walk of those before, until these have their own.
    predecessor: Mutex<Option<Arc<Walk>>>,
}

/// What comes from the disk.
#[derive(Debug, Default)]
struct Loaded {
    settings: Settings,
    folder: Option<Folder>,
}

#[derive(Debug)]
struct Folder {
    root: PathBuf,
    /// The names that the ignore file may have, each with what it says if there is one on disk. The first counts.
    ignore_files: Vec<(String, Option<Matcher>)>,
    walk: Arc<Walk>,
}

/// An environment, and what it was made from that may be another next time.
#[derive(Debug)]
struct Composed {
    environment: Arc<Environment>,
    listing: Option<Arc<FolderListing>>,
    open_ignore_file: Option<(String, Document)>,
}

impl Surroundings {
    pub(crate) fn new(uri: Uri, kind: FileKind) -> Self {
        let (loaded, composed, predecessor) = (OnceCell::new(), Mutex::default(), Mutex::default());
        Surroundings { uri, kind, loaded, composed, predecessor }
    }

    /// The same, to be loaded again.
    pub(crate) fn renewed(&self) -> Self {
        let walk = self.loaded.get().and_then(|loaded| Some(Arc::clone(&loaded.folder.as_ref()?.walk)));
        let predecessor = walk.or_else(|| self.predecessor.lock().take());
        Surroundings {
            predecessor: Mutex::new(predecessor),
            ..Surroundings::new(self.uri.clone(), self.kind)
        }
    }

    /// A document in them, with a text that is not open.
    pub(crate) fn document(&self, text: &str) -> Document {
        Document::new(self.uri.clone(), self.kind, 0, text)
    }

    pub(crate) fn is_loaded(&self) -> bool {
        self.loaded.initialized()
    }

    /// Loads what is not loaded yet, away from the thread that reads messages, and waits for no walk.
    pub(crate) async fn are_loaded(&self, session: &Arc<Session>) {
        self.loaded(session).await;
    }

    /// Loads what is not loaded yet, away from the thread that reads messages, and waits for the walk as long as that
    /// makes sense.
    pub(crate) async fn are_due(&self, session: &Arc<Session>) {
        if let Some(folder) = &self.loaded(session).await.folder {
            folder.walk.is_due().await;
        }
    }

    /// The same, however long the walk takes.
    pub(crate) async fn are_complete(&self, session: &Arc<Session>) {
        if let Some(folder) = &self.loaded(session).await.folder {
            folder.walk.is_done().await;
        }
    }

    async fn loaded(&self, session: &Arc<Session>) -> &Loaded {
        self.loaded.get_or_init(|| self.load(session)).await
    }

    async fn load(&self, session: &Arc<Session>) -> Loaded {
        let (uri, kind, for_reading) = (self.uri.clone(), self.kind, Arc::clone(session));
        let read = spawn_blocking(move || {
            let path = uri.to_file_path().ok();
            let settings = for_reading.settings_of(&uri, path.as_deref());
            let folder = path.and_then(|path| Some((path.parent()?.to_owned(), ignore_files(&path, kind))));
            (settings, folder)
        });
        let read = read.await.inspect_err(|error| tracing::error!("loading failed: {error}"));
        let Ok((settings, folder)) = read else { return Loaded::default() };
        let folder = folder.map(|(root, ignore_files)| {
            let ignore = ignore_files.iter().find_map(|(_, matcher)| matcher.clone());
            let predecessor = self.predecessor.lock().take();
            let walk = session.environments.walks.of(&root, ignore, predecessor.as_deref(), session);
            Folder { root, ignore_files, walk }
        });
        Loaded { settings, folder }
    }

    /// From what is loaded and what is open; reads no file. The same as before where nothing has changed.
    pub(crate) fn environment(&self, documents: &Documents) -> Arc<Environment> {
        let Some(loaded) = self.loaded.get() else { return Arc::default() };
        let listing = loaded.folder.as_ref().map(|folder| folder.walk.listing());
        let open = loaded.folder.as_ref().and_then(|folder| self.open_ignore_file(folder, documents));
        let mut composed = self.composed.lock();
        if let Some(known) =
            composed.as_ref().filter(|known| known.is_made_from(listing.as_ref(), open.as_ref()))
        {
            return Arc::clone(&known.environment);
        }
        let environment = Arc::new(loaded.compose(listing.clone(), open.as_ref()));
        let open_ignore_file = open;
        *composed = Some(Composed { environment: Arc::clone(&environment), listing, open_ignore_file });
        environment
    }

    /// The ignore file of a Dockerfile, if it is in the editor. What an ignore file says itself is no part of its
    /// surroundings.
    fn open_ignore_file(&self, folder: &Folder, documents: &Documents) -> Option<(String, Document)> {
        if self.kind == FileKind::IgnoreFile {
            return None;
        }
        for (name, on_disk) in &folder.ignore_files {
            let open = documents.at(&folder.root.join(name));
            if open.is_some() || on_disk.is_some() {
                return Some((name.clone(), open?));
            }
        }
        None
    }
}

impl Composed {
    fn is_made_from(&self, listing: Option<&Arc<FolderListing>>, open: Option<&(String, Document)>) -> bool {
        let has_listing = match (&self.listing, listing) {
            (Some(own), Some(other)) => Arc::ptr_eq(own, other),
            (own, other) => own.is_none() && other.is_none(),
        };
        let has_open = match (&self.open_ignore_file, open) {
            (Some((_, own)), Some((_, other))) => own.is(other),
            (own, other) => own.is_none() && other.is_none(),
        };
        has_listing && has_open
    }
}

impl Loaded {
    fn compose(
        &self,
        listing: Option<Arc<FolderListing>>,
        open_ignore_file: Option<&(String, Document)>,
    ) -> Environment {
        let mut environment = Environment { settings: self.settings.clone(), ..Environment::default() };
        if let (Some(folder), Some(listing)) = (&self.folder, listing) {
            let ignore_file = match open_ignore_file {
                Some((name, document)) => Some((name.clone(), Matcher::new(&document.text()))),
                None => folder.ignore_file_on_disk(),
            };
            environment.context = Arc::new(FolderContext::new(listing, ignore_file));
            environment.root = Some(folder.root.clone());
        }
        environment
    }
}

impl Folder {
    fn ignore_file_on_disk(&self) -> Option<(String, Matcher)> {
        self.ignore_files.iter().find_map(|(name, matcher)| Some((name.clone(), matcher.clone()?)))
    }
}

/// The ignore files that count for a file, in its order, as they are on disk.
fn ignore_files(path: &Path, kind: FileKind) -> Vec<(String, Option<Matcher>)> {
    let Some(root) = path.parent() else { return Vec::new() };
    let names = match kind {
        FileKind::Dockerfile => ignore_file_names(path),
        FileKind::IgnoreFile => {
            path.file_name().map(|name| name.to_string_lossy().into_owned()).into_iter().collect()
        }
    };
    let read = |name: String| {
        let matcher = read_ignore_file(root, &name).map(|text| Matcher::new(&text));
        (name, matcher)
    };
    names.into_iter().map(read).collect()
}
