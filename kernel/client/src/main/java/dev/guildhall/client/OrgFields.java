package dev.guildhall.client;

import java.util.Locale;
import java.util.Map;

/**
 * What is said of an organization; all else stays as it is. Immutable: each method gives another one.
 *
 * @param values by the names of the API
 */
public record OrgFields(Map<String, Object> values) {

    /** Nothing, for a change to begin with. */
    public OrgFields() {
        this(Map.of());
    }

    /** What every organization has. */
    public static OrgFields of(String name, String slug, String domain) {
        return new OrgFields().name(name).slug(slug).domain(domain);
    }

    public OrgFields name(String name) {
        return with("name", name);
    }

    /** @param slug the name in URLs, unique in the app */
    public OrgFields slug(String slug) {
        return with("slug", slug);
    }

    /** @param domain the primary domain, unique in the app */
    public OrgFields domain(String domain) {
        return with("domain", domain);
    }

    /** @param website null for none */
    public OrgFields website(String website) {
        return with("website", website);
    }

    /** @param industry null for none */
    public OrgFields industry(String industry) {
        return with("industry", industry);
    }

    /** @param description null for none */
    public OrgFields description(String description) {
        return with("description", description);
    }

    public OrgFields status(OrgStatus status) {
        return with("status", status.name().toLowerCase(Locale.ROOT));
    }

    private OrgFields with(String name, Object value) {
        return new OrgFields(Fields.with(values, name, value));
    }
}
