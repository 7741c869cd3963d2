package dev.guildhall.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The places of a part of the portal, each with the permission of those who are let in there.
 *
 * @param home where the part begins
 * @param permissions by the places below it, a variable part of which begins with a colon; {@link #EVERYBODY} for no matter
 *     who is signed in
 */
record PortalPlaces(String home, Map<String, String> permissions) {

    static final String EVERYBODY = "authenticated";

    static final String ADMINISTRATOR = "platform-admin";

    /** Of those at which nobody needs to be signed in, that only lead on, or that an extension fills. */
    private static final String ANYBODY = "public";

    private static final Path PAGES = Path.of("../../modules/portal/src/main/web/pages");

    /** Texts that begin with a slash are places, but for those of the API. */
    private static final Pattern PLACE = Pattern.compile("'(/(?!api\\b|health\\b)[^' ]*)'");

    static PortalPlaces workspace(String id) {
        var all = new LinkedHashMap<String, String>();
        all.put("/", "workspace.read");
        all.put("/members", "members.read");
        all.put("/members/invitations", "invitations.manage");
        all.put("/members/roles", "roles.read");
        all.put("/members/roles/new", "roles.manage");
        all.put("/members/roles/:id", "roles.read");
        all.put("/extensions", "extensions.read");
        all.put("/extensions/catalogue", "extensions.read");
        all.put("/extensions/catalogue/:key", "extensions.read");
        all.put("/extensions/:key", "extensions.read");
        all.put("/capabilities", "capabilities.read");
        all.put("/capabilities/:key", "capabilities.read");
        all.put("/agents", "agents.read");
        all.put("/agents/all", "agents.read");
        all.put("/agents/memory", "sessions.read");
        all.put("/agents/sessions/:id", "sessions.read");
        all.put("/agents/usage", "agents.read");
        all.put("/agents/rules", "agents.read");
        all.put("/events", "events.read");
        all.put("/events/:sequence", "events.read");
        all.put("/subscriptions", "subscriptions.manage");
        all.put("/subscriptions/:id", "subscriptions.manage");
        all.put("/audit", "audit.read");
        all.put("/settings", "workspace.read");
        List.of("/agents/", "/agents/sessions", "/x/:extension/:page").forEach(place -> all.put(place, ANYBODY));
        return new PortalPlaces("/w/" + id, all);
    }

    static PortalPlaces organization(String id) {
        var all = new LinkedHashMap<String, String>();
        all.put("/", "organization.read");
        all.put("/members", "organization.members.read");
        all.put("/members/invitations", "organization.members.manage");
        all.put("/teams", "organization.read");
        all.put("/teams/:id", "organization.read");
        all.put("/sign-on", "organization.sso.manage");
        all.put("/sign-on/domains", "organization.sso.manage");
        all.put("/sign-on/identities", "organization.sso.manage");
        all.put("/sign-on/directories", "organization.sso.manage");
        all.put("/sign-on/policy", "organization.sso.manage");
        all.put("/applications", "organization.oauth.manage");
        all.put("/applications/rules", "organization.oauth.manage");
        all.put("/applications/:id", "organization.oauth.manage");
        all.put("/usage", "organization.usage.read");
        all.put("/subscriptions", "organization.subscriptions.manage");
        all.put("/subscriptions/:id", "organization.subscriptions.manage");
        all.put("/audit", "organization.audit.read");
        all.put("/settings", "organization.read");
        return new PortalPlaces("/org/" + id, all);
    }

    static PortalPlaces platform() {
        return of(
                "/platform",
                ADMINISTRATOR,
                List.of(
                        "/",
                        "/users",
                        "/users/:id",
                        "/apps",
                        "/apps/:id",
                        "/marketplace",
                        "/marketplace/keys",
                        "/marketplace/:key",
                        "/applications",
                        "/applications/:id",
                        "/subscriptions",
                        "/subscriptions/:id",
                        "/gateways",
                        "/policy",
                        "/erasures",
                        "/audit"));
    }

    static PortalPlaces account() {
        return of("/account", EVERYBODY, List.of("/", "/factor", "/tokens", "/sessions", "/applications"));
    }

    /** The places that are in no part. */
    static PortalPlaces entrances() {
        var all = new LinkedHashMap<String, String>();
        all.put("/", EVERYBODY);
        all.put("/device", EVERYBODY);
        all.put("/account", EVERYBODY);
        List.of("/sign-in", "/o/", "/o/:slug", "/authorize", "/account/", "/account/factor")
                .forEach(place -> all.put(place, ANYBODY));
        return new PortalPlaces("", all);
    }

    private static PortalPlaces of(String home, String permission, List<String> places) {
        var all = new LinkedHashMap<String, String>();
        places.forEach(place -> all.put(place, permission));
        return new PortalPlaces(home, all);
    }

    /** The places that a module of the page leads to. */
    static Set<String> ledToBy(String module, String home) throws IOException {
        return PLACE.matcher(Files.readString(PAGES.resolve(module)))
                .results()
                .map(found -> below(home, found.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String below(String home, String place) {
        return !home.isEmpty() && place.startsWith(home + "/")
                ? place.substring(home.length())
                : place.equals(home) ? "/" : place;
    }

    /** An account and the entrances have none. */
    boolean hasMenu() {
        return permissions.values().stream().noneMatch(EVERYBODY::equals);
    }

    boolean has(String address) {
        return address.startsWith(address("/"));
    }

    /** Those that the menu has for who holds these permissions. */
    Set<String> tabs(Set<String> held) {
        return permissions.entrySet().stream()
                .filter(place ->
                        held.contains(place.getValue()) && place.getKey().lastIndexOf('/') == 0)
                .map(place -> address(place.getKey()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String address(String place) {
        return "/portal" + home + (place.equals("/") ? "" : place);
    }

    /** The address of each place, with what stands there for its variable part, and the permission. */
    Map<String, String> addresses(Map<String, String> examples) {
        var all = new LinkedHashMap<String, String>();
        permissions.forEach((place, permission) -> {
            if (!permission.equals(ANYBODY)) {
                all.put(address(filled(place, examples)), permission);
            }
        });
        return all;
    }

    private static String filled(String place, Map<String, String> examples) {
        var variable = place.indexOf(':');
        if (variable < 0) {
            return place;
        }
        var example = examples.get(place);
        if (example == null) {
            throw new IllegalStateException("No example is there for " + place);
        }
        return place.substring(0, variable) + example;
    }
}
