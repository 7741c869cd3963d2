package dev.guildhall.scim.internal.user;

import static dev.guildhall.db.Tables.ORGANIZATION_PERSON;
import static dev.guildhall.db.Tables.ORGANIZATION_TEAM;
import static dev.guildhall.db.Tables.ORGANIZATION_TEAM_PERSON;
import static dev.guildhall.db.Tables.SCIM_USER;
import static dev.guildhall.db.Tables.USER_PROFILE;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.jsonbArray;
import static org.jooq.impl.DSL.jsonbGetAttribute;
import static org.jooq.impl.DSL.jsonbGetAttributeAsText;
import static org.jooq.impl.DSL.jsonbObject;
import static org.jooq.impl.DSL.key;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;

import dev.guildhall.identity.EmailAddress;
import dev.guildhall.scim.internal.filter.Attribute;
import dev.guildhall.scim.internal.filter.Attributes;
import dev.guildhall.scim.internal.filter.Filter;
import dev.guildhall.scim.internal.patch.Shape;
import java.util.Map;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.JSONB;

/** What users can be found and sorted by, and what of them can be changed. */
final class UserAttributes {

    static final Shape SHAPE = new Shape(
            Map.of(
                    "username", "userName",
                    "externalid", "externalId",
                    "displayname", "displayName",
                    "active", "active",
                    "name", "name"),
            Map.of("emails", "emails"),
            Set.of("id", "meta", "groups", "schemas"),
            Set.of(
                    "nickname",
                    "profileurl",
                    "title",
                    "usertype",
                    "preferredlanguage",
                    "locale",
                    "timezone",
                    "password",
                    "phonenumbers",
                    "ims",
                    "photos",
                    "addresses",
                    "entitlements",
                    "roles",
                    "x509certificates"));

    // Who was never provisioned has the address of the account.
    private static final Field<JSONB> EMAILS = coalesce(
            jsonbGetAttribute(SCIM_USER.PROFILE, inline("emails")),
            jsonbArray(jsonbObject(
                    key(inline("value")).value(USER_PROFILE.EMAIL),
                    key(inline("type")).value(inline("work")),
                    key(inline("primary")).value(inline(true)))));
    private static final Field<JSONB> EMAIL = field(name("email", "value"), JSONB.class);

    private static final Attributes EMAIL_ATTRIBUTES = new Attributes(
            Map.of(
                    "value", Attribute.text(jsonbGetAttributeAsText(EMAIL, inline("value"))),
                    "type", Attribute.text(jsonbGetAttributeAsText(EMAIL, inline("type"))),
                    "display", Attribute.text(jsonbGetAttributeAsText(EMAIL, inline("display"))),
                    "primary",
                            Attribute.truth(coalesce(jsonbGetAttributeAsText(EMAIL, inline("primary")), inline("false"))
                                    .eq(inline("true")))),
            Map.of());

    private static final Attributes GROUP_ATTRIBUTES = new Attributes(
            Map.of(
                    "value", Attribute.id(ORGANIZATION_TEAM_PERSON.TEAM_ID),
                    "display", Attribute.text(ORGANIZATION_TEAM.NAME)),
            Map.of());

    static final Attributes ALL = new Attributes(
            Map.of(
                    "id", Attribute.id(ORGANIZATION_PERSON.USER_ID),
                    "externalid", Attribute.exact(SCIM_USER.EXTERNAL_ID),
                    "username",
                            Attribute.text(
                                    USER_PROFILE.EMAIL, text -> USER_PROFILE.EMAIL_KEY.eq(EmailAddress.keyOf(text))),
                    "displayname", Attribute.text(USER_PROFILE.FULL_NAME),
                    "name.formatted", Attribute.text(USER_PROFILE.FULL_NAME),
                    "name.givenname", Attribute.text(jsonbGetAttributeAsText(SCIM_USER.PROFILE, inline("givenName"))),
                    "name.familyname", Attribute.text(jsonbGetAttributeAsText(SCIM_USER.PROFILE, inline("familyName"))),
                    "active", Attribute.truth(ORGANIZATION_PERSON.SUSPENDED_AT.isNull()),
                    "meta.created", Attribute.time(ORGANIZATION_PERSON.JOINED_AT),
                    "meta.lastmodified", Attribute.time(UserTable.LAST_MODIFIED)),
            Map.of("emails", UserAttributes::hasEmail, "groups", UserAttributes::hasGroup));

    private UserAttributes() {}

    private static Condition hasEmail(Filter like) {
        return exists(selectOne()
                .from(table("jsonb_array_elements({0})", EMAILS).as("email", "value"))
                .where(EMAIL_ATTRIBUTES.condition(like)));
    }

    private static Condition hasGroup(Filter like) {
        return exists(selectOne()
                .from(ORGANIZATION_TEAM_PERSON)
                .join(ORGANIZATION_TEAM)
                .on(ORGANIZATION_TEAM.ID.eq(ORGANIZATION_TEAM_PERSON.TEAM_ID))
                .where(ORGANIZATION_TEAM_PERSON.USER_ID.eq(ORGANIZATION_PERSON.USER_ID))
                .and(ORGANIZATION_TEAM_PERSON.ORGANIZATION_ID.eq(ORGANIZATION_PERSON.ORGANIZATION_ID))
                .and(GROUP_ATTRIBUTES.condition(like)));
    }
}
