package dev.guildhall.scim.internal.group;

import static dev.guildhall.db.Tables.ORGANIZATION_TEAM;
import static dev.guildhall.db.Tables.ORGANIZATION_TEAM_PERSON;
import static dev.guildhall.db.Tables.SCIM_GROUP;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.selectOne;

import dev.guildhall.scim.internal.filter.Attribute;
import dev.guildhall.scim.internal.filter.Attributes;
import dev.guildhall.scim.internal.filter.Filter;
import dev.guildhall.scim.internal.patch.Shape;
import java.util.Map;
import java.util.Set;
import org.jooq.Condition;

/** What groups can be found and sorted by, and what of them can be changed. */
final class GroupAttributes {

    static final Shape SHAPE = new Shape(
            Map.of("displayname", "displayName", "externalid", "externalId"),
            Map.of("members", "members"),
            Set.of("id", "meta", "schemas"),
            Set.of());

    private static final Attributes MEMBER_ATTRIBUTES = new Attributes(
            Map.of(
                    "value", Attribute.id(ORGANIZATION_TEAM_PERSON.USER_ID),
                    "display", Attribute.text(ORGANIZATION_TEAM_PERSON.FULL_NAME)),
            Map.of());

    static final Attributes ALL = new Attributes(
            Map.of(
                    "id", Attribute.id(ORGANIZATION_TEAM.ID),
                    "externalid", Attribute.exact(SCIM_GROUP.EXTERNAL_ID),
                    "displayname", Attribute.text(ORGANIZATION_TEAM.NAME),
                    "meta.created", Attribute.time(ORGANIZATION_TEAM.CREATED_AT),
                    "meta.lastmodified", Attribute.time(GroupTable.LAST_MODIFIED)),
            Map.of("members", GroupAttributes::hasMember));

    private GroupAttributes() {}

    private static Condition hasMember(Filter like) {
        return exists(selectOne()
                .from(ORGANIZATION_TEAM_PERSON)
                .where(ORGANIZATION_TEAM_PERSON.TEAM_ID.eq(ORGANIZATION_TEAM.ID))
                .and(MEMBER_ATTRIBUTES.condition(like)));
    }
}
