//! Descriptions for OpenAPI that no derive can make: of words, and of pages.

use std::borrow::Cow;

use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::{Collection, Links, ResourceAttributes, WireWord, Word};

impl<T: WireWord> PartialSchema for Word<T> {
    fn schema() -> RefOr<Schema> {
        let object =
            ObjectBuilder::new().schema_type(SchemaType::new(Type::String)).enum_values(Some(T::words()));
        RefOr::T(Schema::Object(object.build()))
    }
}

impl<T: WireWord> ToSchema for Word<T> {
    fn name() -> Cow<'static, str> {
        T::SCHEMA_NAME.into()
    }
}

// By hand: the derive gives every page the one name "Collection", and pages of different items would overwrite each
// other in the document.
impl<T: ToSchema> PartialSchema for Collection<T> {
    fn schema() -> RefOr<Schema> {
        let count = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .description(Some("The number of items on this page."));
        let token = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("The token of the next page; absent on the last one."));
        let page = ObjectBuilder::new()
            .schema_type(Type::Object)
            .property("totalCount", count)
            .property("items", ArrayBuilder::new().items(Ref::from_schema_name(T::name())))
            .property("links", Ref::from_schema_name(Links::name()))
            .property("attributes", Ref::from_schema_name(ResourceAttributes::name()))
            .property("continuationToken", token);
        let required = ["totalCount", "items", "links", "attributes"];
        RefOr::T(Schema::Object(required.into_iter().fold(page, ObjectBuilder::required).build()))
    }
}

impl<T: ToSchema> ToSchema for Collection<T> {
    fn name() -> Cow<'static, str> {
        format!("{}Collection", T::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.extend([
            (T::name().into_owned(), T::schema()),
            (Links::name().into_owned(), Links::schema()),
            (ResourceAttributes::name().into_owned(), ResourceAttributes::schema()),
        ]);
        T::schemas(schemas);
        Links::schemas(schemas);
    }
}

#[cfg(test)]
mod tests {
    use qualify_vocabulary::AccountStatus;

    use super::*;

    #[test]
    fn the_schema_lists_the_words_that_are_emitted() {
        let schema = serde_json::to_string(&Word::<AccountStatus>::schema()).unwrap();
        assert_eq!(
            schema,
            r#"{"type":"string","enum":["Unknown","UnderReview","Allowed","NotAllowed","Not Ready"]}"#
        );
    }
}
