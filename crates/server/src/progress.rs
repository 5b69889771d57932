//! Progress of a request that takes long.

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tower_lsp::Client;
use tower_lsp::gen_lsp_types::ProgressToken;

/// Shown by a task of its own, so that the request waits for no answer of the client, and so that the progress
/// ends when the request is cancelled and drops this.
pub(crate) struct Progress {
    percentage: watch::Sender<u32>,
    shown: JoinHandle<()>,
}

/// Who named the progress.
pub(crate) enum Token {
    /// The client, in its request.
    Given(ProgressToken),
    /// We did; the client must agree.
    Own(ProgressToken),
}

impl Progress {
    pub(crate) fn begin(client: Client, token: Token, title: &'static str) -> Self {
        let (percentage, mut news) = watch::channel(0);
        let shown = tokio::spawn(async move {
            let Some(token) = agreed(&client, token).await else { return };
            let progress = client.progress(token, title).with_percentage(0).begin().await;
            while news.changed().await.is_ok() {
                let percentage = *news.borrow_and_update();
                progress.report(percentage).await;
            }
            progress.finish().await;
        });
        Progress { percentage, shown }
    }

    /// For what has no known end.
    pub(crate) fn begin_unmeasured(client: Client, token: Token, title: &'static str) -> Self {
        let (percentage, mut news) = watch::channel(0);
        let shown = tokio::spawn(async move {
            let Some(token) = agreed(&client, token).await else { return };
            let progress = client.progress(token, title).begin().await;
            while news.changed().await.is_ok() {}
            progress.finish().await;
        });
        Progress { percentage, shown }
    }

    pub(crate) fn report(&self, percentage: u32) {
        self.percentage.send_if_modified(|known| std::mem::replace(known, percentage) != percentage);
    }

    /// Says that it is over. A token that the client gave is good only until the request is answered, so this
    /// returns when that is said.
    pub(crate) async fn finish(self) {
        drop(self.percentage);
        // It fails only if the task panics, which costs nothing but the progress.
        let _ = self.shown.await;
    }
}

/// The token, unless the client does not agree.
async fn agreed(client: &Client, token: Token) -> Option<ProgressToken> {
    match token {
        Token::Given(token) => Some(token),
        Token::Own(token) => client.create_work_done_progress(token.clone()).await.ok().map(|()| token),
    }
}
