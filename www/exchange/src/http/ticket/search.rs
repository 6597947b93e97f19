//! The search language, as far as it is used: `type:ticket field:value field:"several words" words`.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::App;
use super::super::failure::{Failure, Query};
use super::super::session::SignedIn;
use super::{people, shape};
use crate::store::TicketSort;

#[derive(Deserialize)]
pub struct Asked {
    query: String,
    sort_by: Option<String>,
    per_page: Option<u32>,
    include: Option<String>,
}

/// `GET /api/v2/search.json?query=`
pub async fn search(
    State(app): State<App>,
    _: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, Failure> {
    let sort = match asked.sort_by.as_deref() {
        Some("created_at") => TicketSort::CreatedFirst,
        _ => TicketSort::UpdatedFirst,
    };
    let limit = asked.per_page.unwrap_or(25);
    let include = asked.include.is_some_and(|what| what.contains("users"));
    let body = app.ask(move |store| {
        let terms = terms(&asked.query);
        let borrowed: Vec<(&str, &str)> = terms
            .iter()
            .map(|(field, text)| (field.as_str(), text.as_str()))
            .collect();
        let tickets = store.find_tickets(&borrowed, sort, limit)?;
        let results: Vec<Value> = tickets
            .iter()
            .map(|ticket| {
                let mut shape = shape::ticket(ticket);
                shape["result_type"] = json!("ticket");
                shape
            })
            .collect();
        let mut body = json!({"count": results.len(), "results": results, "next_page": null});
        if include {
            body["users"] = Value::Array(people(store, &tickets)?);
        }
        Ok(body)
    });
    body.await.map(Json)
}

/// Splits a query into pairs of field and text; words without a field have the field `text`.
fn terms(query: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = query.trim_start();
    while !rest.is_empty() {
        let (field, value) = match rest.find([':', ' ', '"']) {
            Some(at) if rest[at..].starts_with(':') && at > 0 => (&rest[..at], &rest[at + 1..]),
            _ => ("text", rest),
        };
        let (text, after) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => value.split_once(' ').unwrap_or((value, "")),
        };
        if field != "type" && !text.is_empty() {
            found.push((field.to_owned(), text.to_owned()));
        }
        rest = after.trim_start();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::terms;

    fn pair(field: &str, text: &str) -> (String, String) {
        (field.into(), text.into())
    }

    #[test]
    fn a_query_is_split_into_fields_phrases_and_words() {
        let query = "type:ticket requester:\"Ada Byron\" status:open \"two words\" rest";
        assert_eq!(
            terms(query),
            [
                pair("requester", "Ada Byron"),
                pair("status", "open"),
                pair("text", "two words"),
                pair("text", "rest")
            ]
        );
    }

    #[test]
    fn an_external_id_may_hold_colons() {
        assert_eq!(
            terms("external_id:call:a:b@c type:ticket"),
            [pair("external_id", "call:a:b@c")]
        );
        assert_eq!(terms("\"unclosed"), [pair("text", "unclosed")]);
        assert_eq!(terms(":x"), [pair("text", ":x")]);
    }
}
