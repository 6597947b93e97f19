//! Call records for the pages.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::App;
use super::failure::{Failure, Query};
use super::session::SignedIn;
use crate::store::CallFilter;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    limit: Option<u32>,
    number: Option<String>,
    agent: Option<String>,
    call_id: Option<String>,
}

/// `GET /api/calls?limit=5&number=&agent=&callId=`: newest first; `agent=me` are one's own.
pub async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, Failure> {
    let given = |value: Option<String>| value.filter(|value| !value.is_empty());
    let filter = CallFilter {
        number: given(asked.number),
        agent: given(asked.agent).map(|agent| if agent == "me" { me.user } else { agent }),
        call_id: given(asked.call_id),
        limit: asked.limit.unwrap_or(5).min(200),
    };
    let calls = app.ask(move |store| store.calls(&filter)).await?;
    Ok(Json(json!({"calls": calls})))
}
