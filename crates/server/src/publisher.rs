//! The one task that pushes diagnostics.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::Notify;
use tower_lsp::gen_lsp_types::{Diagnostic, Uri};

use crate::diagnostics;
use crate::session::Session;

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

/// Publishes what is marked, in its newest version. There is no timer: this task has its turn when no message is
/// waiting to be handled, and what changes while a round is worked out is in the next one.
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
