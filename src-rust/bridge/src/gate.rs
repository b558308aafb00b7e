//! Stage three: permission. In: an [`Enveloped`] request. Out: a [`Granted`] one, which some capability opens to the
//! page that sent it. What the capabilities say is worked out in [`crate::acl`] when the app is built.

use std::sync::Arc;

use crate::{
    Refusal,
    acl::{self, Authority, Decision},
    isolation::Enveloped,
    own,
};

/// A request that a capability lets through. Only [`check`] makes one.
pub struct Granted {
    call: Enveloped,
    authority: Arc<Authority>,
}

impl Granted {
    pub(crate) fn into_parts(self) -> (Enveloped, Arc<Authority>) {
        (self.call, self.authority)
    }
}

/// Lets a request pass that the authority grants.
///
/// # Errors
/// `not_permitted`. A debug build says what to change and where; a release build says only that, and logs the rest.
pub fn check(authority: &Arc<Authority>, call: Enveloped) -> Result<Granted, Refusal> {
    let _hop = tracing::trace_span!("acl").entered();
    let granted = |call| Granted { call, authority: Arc::clone(authority) };
    if own::is_own(call.command()) {
        return Ok(granted(call));
    }
    let page = &call.caller().page;
    let caller =
        acl::Caller { webview: page.label(), window: page.window_label(), origin: &call.caller().origin };
    match authority.decide(caller, call.command()) {
        Ok(_) => Ok(granted(call)),
        Err(denial) => {
            let denied = denial.explained();
            page.log_refusal(call.command(), |left_out| {
                tracing::warn!(target: "footbridge::acl", left_out, "{denied}");
            });
            let refusal = Refusal::not_permitted(call.command(), denied.message(cfg!(debug_assertions)));
            Err(if cfg!(debug_assertions) { refusal.explained(&*denied) } else { refusal })
        }
    }
}

/// What [`check`] would make of a call of `command` by `caller`, in words, for the person who builds the app.
pub fn explain(authority: &Authority, caller: acl::Caller<'_>, command: &str) -> Decision {
    if own::is_own(command) { Decision::own() } else { authority.explain(caller, command) }
}
