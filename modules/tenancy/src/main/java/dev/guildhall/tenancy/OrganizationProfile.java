package dev.guildhall.tenancy;

import dev.guildhall.core.annotation.Annotations;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.text.DomainName;
import dev.guildhall.tenancy.internal.Names;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What clients say of an organization, checked: the fields of a body that are there. In a change, {@code null} clears one
 * that is optional.
 *
 * @param website empty when it is not given, an empty text when it is cleared; so are industry and description
 */
public record OrganizationProfile(
        Optional<String> name,
        Optional<String> slug,
        Optional<String> domain,
        Optional<String> website,
        Optional<String> industry,
        Optional<String> description,
        Optional<OrganizationStatus> status,
        UnaryOperator<Annotations> annotations) {

    private static final Pattern SLUG = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final int LONGEST_WEBSITE = 2_000;
    private static final int LONGEST_INDUSTRY = 200;
    private static final int LONGEST_DESCRIPTION = 2_000;

    /**
     * Reads {@code {name?, slug?, domain?, website?, industry?, description?, status?, externalId?, metadata?}} from a body the contract has let
     * through, and notes every field that is wrong.
     */
    static OrganizationProfile read(JsonObject body, Faults faults) {
        return new OrganizationProfile(
                body.containsKey("name") ? Optional.of(Names.read(body, "name", faults)) : Optional.empty(),
                slug(body, faults),
                domain(body, faults),
                website(body, faults),
                text(body, "industry", LONGEST_INDUSTRY, faults),
                text(body, "description", LONGEST_DESCRIPTION, faults),
                status(body, faults),
                Annotations.change(body, faults));
    }

    /** What is to be changed. */
    public static OrganizationProfile of(JsonObject body) {
        var faults = new Faults();
        var profile = read(body, faults);
        faults.refuse();
        return profile;
    }

    private static Optional<String> slug(JsonObject body, Faults faults) {
        if (!body.containsKey("slug")) {
            return Optional.empty();
        }
        var slug = body.getString("slug", "");
        faults.require(
                slug != null && SLUG.matcher(slug).matches(),
                "slug",
                "slug must be 1 to 63 lower-case letters, digits and hyphens, and not begin or end with a hyphen");
        return Optional.ofNullable(slug);
    }

    private static Optional<String> domain(JsonObject body, Faults faults) {
        if (!body.containsKey("domain")) {
            return Optional.empty();
        }
        var name =
                Optional.ofNullable(body.getString("domain")).map(String::strip).flatMap(DomainName::registrable);
        faults.require(name.isPresent(), "domain", "domain must be a domain name such as acme.com");
        return name;
    }

    private static Optional<String> website(JsonObject body, Faults faults) {
        var website = text(body, "website", LONGEST_WEBSITE, faults);
        faults.require(
                website.filter(text -> !text.isEmpty() && !isWebAddress(text)).isEmpty(),
                "website",
                "website must be an address such as https://acme.com");
        return website;
    }

    private static boolean isWebAddress(String text) {
        try {
            var uri = new URI(text);
            var scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
            return (scheme.equals("https") || scheme.equals("http"))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null;
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    private static Optional<String> text(JsonObject body, String field, int longest, Faults faults) {
        if (!body.containsKey(field)) {
            return Optional.empty();
        }
        if (body.getValue(field) == null) {
            return Optional.of("");
        }
        var text = body.getString(field).strip();
        faults.require(
                Names.isText(text, longest), field, field + " must have 1 to " + longest + " characters, or be null");
        return Optional.of(text);
    }

    private static Optional<OrganizationStatus> status(JsonObject body, Faults faults) {
        if (!body.containsKey("status")) {
            return Optional.empty();
        }
        var status = Optional.ofNullable(body.getString("status")).flatMap(OrganizationStatus::named);
        faults.require(status.isPresent(), "status", "status must be ACTIVE, SUSPENDED or TRIALING");
        return status;
    }

    /** The organization with what is said here. */
    Organization applied(Organization to) {
        return new Organization(
                to.id(),
                to.app(),
                name.orElse(to.name()),
                slug.orElse(to.slug()),
                domain.orElse(to.domain()),
                changed(website, to.website()),
                changed(industry, to.industry()),
                changed(description, to.description()),
                status.orElse(to.status()),
                to.owner(),
                annotations.apply(to.annotations()),
                to.revision(),
                to.createdAt(),
                to.updatedAt());
    }

    private static Optional<String> changed(Optional<String> given, Optional<String> present) {
        return given.isPresent() ? given.filter(text -> !text.isEmpty()) : present;
    }
}
