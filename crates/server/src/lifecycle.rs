//! What the server may answer before `initialize` and after `shutdown`, and how the process ends.

use std::future;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tower_lsp::jsonrpc::{Error, ErrorCode, Request, Response};
use tower_service::Service;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Phase {
    Uninitialized,
    Running,
    ShutDown,
}

/// How far the conversation has come.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lifecycle(Arc<AtomicU8>);

impl Lifecycle {
    pub(crate) fn initialized(&self) {
        self.0.store(Phase::Running as u8, Ordering::SeqCst);
    }

    pub(crate) fn shut_down(&self) {
        self.0.store(Phase::ShutDown as u8, Ordering::SeqCst);
    }

    fn phase(&self) -> Phase {
        match self.0.load(Ordering::SeqCst) {
            0 => Phase::Uninitialized,
            1 => Phase::Running,
            _ => Phase::ShutDown,
        }
    }

    /// LSP: success when the client asked to shut down first, failure otherwise.
    pub(crate) fn exit_code(&self) -> ExitCode {
        if self.phase() == Phase::ShutDown { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn refusal(&self, method: &str) -> Option<Error> {
        match (self.phase(), method) {
            (Phase::Running, _) | (_, "initialize" | "exit") => None,
            (Phase::Uninitialized, _) => Some(Error {
                code: ErrorCode::ServerError(-32002),
                message: "the server is not initialized".into(),
                data: None,
            }),
            (Phase::ShutDown, _) => Some(Error::invalid_request()),
        }
    }
}

/// Refuses what comes too early or too late, whether the server knows the method or not.
pub(crate) struct Gate<S> {
    pub(crate) lifecycle: Lifecycle,
    pub(crate) service: S,
}

impl<S> Service<Request> for Gate<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        match self.lifecycle.refusal(request.method()) {
            None => self.service.call(request).boxed(),
            Some(error) => {
                let response = request.id().cloned().map(|id| Response::from_error(id, error));
                future::ready(Ok(response)).boxed()
            }
        }
    }
}

/// Ends when the process that started the server is gone.
///
/// A process that can't be seen from the start is in another PID namespace (an editor outside of the
/// container that the server runs in): nothing can be said about it, and closing the pipe has to do.
pub(crate) async fn client_process_gone(pid: Option<i32>) {
    let Some(pid) = pid.filter(|pid| is_running(*pid)) else { return future::pending().await };
    while is_running(pid) {
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
}

#[cfg(unix)]
fn is_running(pid: i32) -> bool {
    use rustix::io::Errno;
    use rustix::process::{Pid, test_kill_process};
    // The process of another user exists too: then the answer is "not permitted".
    Pid::from_raw(pid).is_some_and(|pid| test_kill_process(pid) != Err(Errno::SRCH))
}

/// Where there are no signals the pipe is closed with the process.
#[cfg(not(unix))]
fn is_running(_pid: i32) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(lifecycle: &Lifecycle, method: &str) -> Option<i64> {
        lifecycle.refusal(method).map(|error| error.code.code())
    }

    #[test]
    fn answers_by_phase() {
        let lifecycle = Lifecycle::default();
        assert_eq!(code(&lifecycle, "textDocument/hover"), Some(-32002));
        assert_eq!(code(&lifecycle, "no/such/method"), Some(-32002));
        assert_eq!(code(&lifecycle, "shutdown"), Some(-32002));
        assert_eq!(code(&lifecycle, "initialize"), None);
        lifecycle.initialized();
        assert_eq!(code(&lifecycle, "no/such/method"), None);
        assert_eq!(lifecycle.exit_code(), ExitCode::FAILURE);
        lifecycle.shut_down();
        assert_eq!(code(&lifecycle, "textDocument/hover"), Some(-32600));
        assert_eq!(code(&lifecycle, "exit"), None);
        assert_eq!(lifecycle.exit_code(), ExitCode::SUCCESS);
    }
}
