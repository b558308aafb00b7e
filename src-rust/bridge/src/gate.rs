//! Stage two: permission. In: a [`Trusted`] request. Out: a [`Granted`] one, which some capability opens to the
//! page that sent it. What the capabilities say is worked out in [`crate::acl`] when the app is built.

use std::sync::Arc;

use crate::{
    Refusal,
    acl::{self, Authority},
    key::Trusted,
    own,
    wire::Request,
};

/// A request that a capability lets through. Only [`check`] makes one.
pub struct Granted {
    request: Request,
    authority: Arc<Authority>,
}

impl Granted {
    pub(crate) fn into_parts(self) -> (Request, Arc<Authority>) {
        (self.request, self.authority)
    }
}

/// Lets a request pass that the authority grants.
///
/// # Errors
/// `not_permitted`. A debug build says what to change and where; a release build says only that, and logs the rest.
pub fn check(authority: &Arc<Authority>, trusted: Trusted) -> Result<Granted, Refusal> {
    let request = trusted.into_request();
    let _hop = tracing::trace_span!("acl").entered();
    let granted = |request| Granted { request, authority: Arc::clone(authority) };
    if own::is_own(&request.command) {
        return Ok(granted(request));
    }
    let page = &request.caller.page;
    let caller =
        acl::Caller { webview: page.label(), window: page.window_label(), origin: &request.caller.origin };
    match authority.decide(caller, &request.command) {
        Ok(_) => Ok(granted(request)),
        Err(denial) => {
            let denied = denial.explained();
            tracing::warn!(target: "footbridge::acl", "{denied}");
            let refusal = Refusal::not_permitted(&request.command, denied.message(cfg!(debug_assertions)));
            Err(if cfg!(debug_assertions) { refusal.explained(&*denied) } else { refusal })
        }
    }
}
