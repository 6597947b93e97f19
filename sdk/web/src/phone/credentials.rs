//! Short-lived credentials, renewed before they expire.

use call::Credentials;

use super::driver::Driver;
use crate::PhoneError;
use crate::clock::now_ms;
use crate::lent::spawn;
use crate::view::{Event, RegistrationView};

/// Renewed this long before they expire, in milliseconds.
const EARLY_MS: f64 = 60_000.0;
/// The wait before asking again after the page could not give any.
const AGAIN_MS: u32 = 5_000;

impl Driver {
    /// Asks the page for an account; without a provider, the one from the options stays.
    pub(super) async fn ask_account(&self) -> Result<(), PhoneError> {
        let Some(provider) = &self.options.credentials else {
            return Ok(());
        };
        let account = provider().await?;
        if let Some(expires) = account.expires_at_ms {
            let left = (expires - now_ms()).max(0.0);
            // Very short lives are renewed at half time.
            let wait = if left > 2.0 * EARLY_MS {
                left - EARLY_MS
            } else {
                left / 2.0
            };
            self.renew_in(wait.clamp(1_000.0, f64::from(i32::MAX)) as u32);
        }
        *self.account.borrow_mut() = account;
        Ok(())
    }

    /// What the server's challenges are answered with.
    pub(super) fn proof(&self) -> Credentials {
        let account = self.account.borrow();
        match &account.token {
            Some(token) => Credentials::Token(token.clone()),
            None => Credentials::Password {
                username: account.username.clone(),
                password: account.password.clone(),
            },
        }
    }

    fn renew_in(&self, wait_ms: u32) {
        let timer = self.after(wait_ms, Driver::renew, 0);
        *self.renewal.borrow_mut() = Some(timer);
    }

    fn renew(&self, _: u32) {
        let this = self.this.clone();
        spawn(Box::pin(async move {
            let Some(driver) = this.upgrade() else { return };
            match driver.ask_account().await {
                Ok(()) => {
                    let _ = driver.command(&mut |desk, now| {
                        desk.set_credentials(now, driver.proof());
                        Ok(())
                    });
                }
                Err(error) => {
                    driver.renew_in(AGAIN_MS);
                    driver.tell(Event::Error(error));
                }
            }
        }));
    }

    /// After a long sleep the credentials have expired and the server says no: ask the page once.
    pub(super) fn registration_changed(&self, view: &RegistrationView) {
        match view {
            RegistrationView::Registered => self.renewed_after_refusal.set(false),
            RegistrationView::Rejected(_)
                if self.options.credentials.is_some()
                    && self.expired()
                    && !self.renewed_after_refusal.replace(true) =>
            {
                self.renew(0);
            }
            _ => {}
        }
    }

    fn expired(&self) -> bool {
        self.account
            .borrow()
            .expires_at_ms
            .is_some_and(|expires| expires <= now_ms() + EARLY_MS)
    }
}
