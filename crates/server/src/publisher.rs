//! The one task that pushes diagnostics.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::Notify;
use tower_lsp::gen_lsp_types::{Diagnostic, Uri};

use crate::diagnostics;
use crate::session::Session;

/// Between two rounds. What changes meanwhile is published once, in its newest version.
const PAUSE: Duration = Duration::from_millis(25);

/// What is to be published. Marking something is cheap, and may be done as often as one likes.
#[derive(Debug, Default)]
pub(crate) struct Publisher {
    pending: Mutex<HashMap<Uri, Pending>>,
    wake: Notify,
}

#[derive(Debug)]
enum Pending {
    /// Of a document: what is known when its turn comes.
    Document,
    /// Of a file that is no document of ours.
    File(Vec<Diagnostic>),
}

impl Publisher {
    pub(crate) fn document(&self, uri: Uri) {
        self.mark(uri, Pending::Document);
    }

    pub(crate) fn file(&self, uri: Uri, diagnostics: Vec<Diagnostic>) {
        self.mark(uri, Pending::File(diagnostics));
    }

    fn mark(&self, uri: Uri, pending: Pending) {
        self.pending.lock().insert(uri, pending);
        self.wake.notify_one();
    }
}

/// Publishes what is marked: at once after a quiet time, else in rounds.
pub(crate) async fn run(session: Arc<Session>) {
    loop {
        session.publisher.wake.notified().await;
        let round = std::mem::take(&mut *session.publisher.pending.lock());
        for (uri, pending) in round {
            match pending {
                Pending::Document => publish_document(&session, uri).await,
                Pending::File(diagnostics) => {
                    session.client.publish_diagnostics(uri, diagnostics, None).await;
                }
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn publish_document(session: &Arc<Session>, uri: Uri) {
    let Some(document) = session.documents.get(&uri) else {
        return session.client.publish_diagnostics(uri, Vec::new(), None).await;
    };
    let Some(found) = diagnostics::of(session, &document).await else { return };
    // A document that has changed meanwhile is marked again.
    if session.documents.get(&uri).is_some_and(|current| current.is(&document)) {
        session.client.publish_diagnostics(uri, found, Some(document.version)).await;
    }
}
