//! The loop between the transport and the service.
//!
//! It stands in for the one of the framework, which ends at the first message that is no JSON, and which stops
//! reading, cancellations included, while a client does not read.

use std::future::poll_fn;

use futures_util::{SinkExt, StreamExt};
use tokio::task::JoinSet;
use tower_lsp::ClientSocket;
use tower_lsp::jsonrpc::{Request, Response};
use tower_service::Service;

use crate::transport::{Inbox, Incoming, Outbox};

/// Hands each message to the service, one at a time and in order, and sends its answer when there is one.
/// Returns when the client says `exit` or closes its end, and what it asked before that is answered.
pub(crate) async fn converse<S>(mut inbox: Inbox, outbox: Outbox, socket: ClientSocket, mut service: S)
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    let (mut requests, mut responses) = socket.split();
    let to_client = outbox.clone();
    let sending = tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            to_client.send(&request);
        }
    });
    let mut answers = JoinSet::new();
    while let Some(message) = inbox.recv().await {
        match message {
            Incoming::Request(request) => {
                if poll_fn(|context| service.poll_ready(context)).await.is_err() {
                    break;
                }
                let is_exit = request.method() == "exit";
                answers.spawn(answer(service.call(request), outbox.clone()));
                if is_exit {
                    break;
                }
            }
            Incoming::Response(response) => {
                // It fails only after `exit`, which ends the loop.
                let _ = responses.send(response).await;
            }
            Incoming::Broken(response) => outbox.send(&response),
        }
        while answers.try_join_next().is_some() {}
    }
    while answers.join_next().await.is_some() {}
    sending.abort();
}

async fn answer<E>(handler: impl Future<Output = Result<Option<Response>, E>>, outbox: Outbox) {
    if let Ok(Some(response)) = handler.await {
        outbox.send(&response);
    }
}
