//! What folders hold: one walk a folder for all documents in it, away from the thread that reads messages.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use parking_lot::Mutex;
use plimsoll_syntax::dockerignore::Matcher;
use plimsoll_workspace::FolderListing;
use tokio::sync::{Semaphore, watch};
use tokio::task::{AbortHandle, spawn_blocking};
use tokio::time::{Instant, timeout, timeout_at};

use crate::progress::{Progress, Token};
use crate::session::Session;

/// How long documents wait for a walk. Then they are looked at without it, the client is told that it takes long, and
/// when it is done they are looked at again.
const PATIENCE: Duration = Duration::from_millis(500);

/// The walks that somebody holds.
#[derive(Debug)]
pub(crate) struct Walks {
    by_folder: Mutex<HashMap<PathBuf, Weak<Walk>>>,
    /// One at a time: the other threads are for the linter.
    turn: Arc<Semaphore>,
    /// How many were late, to tell their progress apart.
    late: AtomicU64,
}

impl Default for Walks {
    fn default() -> Self {
        Walks { by_folder: Mutex::default(), turn: Arc::new(Semaphore::new(1)), late: AtomicU64::new(0) }
    }
}

/// A walk, under way or done. It ends when nobody holds it any more.
#[derive(Debug)]
pub(crate) struct Walk {
    /// Nothing until it is done.
    listing: watch::Receiver<Option<Arc<FolderListing>>>,
    /// What counts until then.
    before: Arc<FolderListing>,
    deadline: Instant,
    is_cancelled: Arc<AtomicBool>,
    task: AbortHandle,
}

impl Walks {
    /// The walk through a folder; it starts now if there is none. What `ignore` leaves out comes last, and what
    /// `predecessor` has found counts until it is done.
    pub(crate) fn of(
        &self,
        folder: &Path,
        ignore: Option<Matcher>,
        predecessor: Option<&Walk>,
        session: &Arc<Session>,
    ) -> Arc<Walk> {
        let mut by_folder = self.by_folder.lock();
        if let Some(walk) = by_folder.get(folder).and_then(Weak::upgrade) {
            return walk;
        }
        let (done, listing) = watch::channel(None);
        let is_cancelled = Arc::<AtomicBool>::default();
        let order = Order { folder: folder.to_owned(), ignore, is_cancelled: Arc::clone(&is_cancelled) };
        let walk = Arc::new(Walk {
            listing,
            before: predecessor.map(Walk::listing).unwrap_or_default(),
            deadline: Instant::now() + PATIENCE,
            is_cancelled,
            task: tokio::spawn(run(order, done, Arc::clone(session))).abort_handle(),
        });
        by_folder.retain(|_, walk| walk.strong_count() > 0);
        by_folder.insert(folder.to_owned(), Arc::downgrade(&walk));
        walk
    }

    /// A file was created or deleted: what the folders above it hold is to be found out again, by who asks next.
    pub(crate) fn forget_around(&self, file: &Path) {
        self.by_folder.lock().retain(|folder, _| !file.starts_with(folder));
    }
}

impl Walk {
    /// Returns when it is done, or takes too long to be waited for.
    pub(crate) async fn is_due(&self) {
        let _ = timeout_at(self.deadline, self.is_done()).await;
    }

    /// Returns when it is done, however long that takes.
    pub(crate) async fn is_done(&self) {
        // It fails only if the walk panics: then there is nothing to wait for.
        let _ = self.listing.clone().wait_for(Option::is_some).await;
    }

    /// What the folder holds, as far as that is known now. Another object only when it was found out again.
    pub(crate) fn listing(&self) -> Arc<FolderListing> {
        Arc::clone(self.listing.borrow().as_ref().unwrap_or(&self.before))
    }
}

impl Drop for Walk {
    fn drop(&mut self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
        self.task.abort();
    }
}

/// What is to be walked.
struct Order {
    folder: PathBuf,
    ignore: Option<Matcher>,
    is_cancelled: Arc<AtomicBool>,
}

impl Order {
    fn carry_out(&self) -> Option<FolderListing> {
        let is_cancelled = || self.is_cancelled.load(Ordering::Relaxed);
        FolderListing::load(&self.folder, self.ignore.as_ref(), &is_cancelled)
    }
}

async fn run(order: Order, done: watch::Sender<Option<Arc<FolderListing>>>, session: Arc<Session>) {
    let folder = order.folder.clone();
    let turn = Arc::clone(&session.environments.walks.turn);
    let mut walking = Box::pin(async {
        // Nobody closes the semaphore.
        let _turn = turn.acquire().await;
        spawn_blocking(move || order.carry_out()).await
    });
    let in_time = timeout(PATIENCE, &mut walking).await;
    let is_late = in_time.is_err();
    let listing = match in_time {
        Ok(listing) => listing,
        Err(_) => {
            let progress = progress(&session);
            let listing = walking.await;
            drop(progress);
            listing
        }
    };
    match listing {
        Ok(Some(listing)) => done.send_replace(Some(Arc::new(listing))),
        Ok(None) => return,
        Err(error) => return tracing::error!("a walk failed: {error}"),
    };
    if is_late {
        session.look_again_in(&folder);
    }
}

fn progress(session: &Session) -> Option<Progress> {
    let number = session.environments.walks.late.fetch_add(1, Ordering::Relaxed);
    let token = Token::Own(format!("plimsoll/context/{number}").into());
    let is_wanted = session.features().work_done_progress;
    is_wanted.then(|| Progress::begin_unmeasured(session.client.clone(), token, "Reading the build context"))
}
