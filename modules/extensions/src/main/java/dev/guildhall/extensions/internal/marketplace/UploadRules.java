package dev.guildhall.extensions.internal.marketplace;

import dev.guildhall.core.error.Problem;
import dev.guildhall.events.EventType;
import dev.guildhall.host.DeclaredUi.View;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.host.Grants;
import dev.guildhall.membership.Permissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a manifest must be beside valid, that an extension be taken: it names permissions and events that there are, asks for
 * what it uses, and for nothing that opens nothing. What was taken once is not held to it again.
 */
public final class UploadRules {

    private static final String MEMBERS = "member.";

    /** What a role and a token can name. */
    private static final int LONGEST = 100;

    private final ExtensionManifest manifest;
    private final List<Problem.Detail> faults = new ArrayList<>();

    public UploadRules(ExtensionManifest manifest) {
        this.manifest = manifest;
    }

    /** Everything that is wrong, by its field. */
    public List<Problem.Detail> faults() {
        faults.clear();
        permissionsExist();
        eventsAreItsOwn();
        offersNeedWhatThereIs();
        viewsNeedWhatThereIs("pages", manifest.ui().pages());
        viewsNeedWhatThereIs("widgets", manifest.ui().widgets());
        if (manifest.runtime() == ExtensionManifest.Runtime.EXTERNAL_SERVICE
                && !manifest.routes().isEmpty()) {
            fault("routes", "are for the runtime IN_PROCESS only");
        }
        if (manifest.format() > 0) {
            permissionsOpenSomething();
            whatItDoesIsAskedFor();
        }
        return List.copyOf(faults);
    }

    private void permissionsExist() {
        for (var index = 0; index < manifest.permissions().size(); index++) {
            var permission = manifest.permissions().get(index);
            if (isUnknown(permission)) {
                fault("permissions." + index, noSuchPermission(permission));
            }
        }
    }

    private void eventsAreItsOwn() {
        for (var index = 0; index < manifest.publishesEvents().size(); index++) {
            var pattern = manifest.publishesEvents().get(index).toString();
            if (EventType.isReserved(pattern)) {
                fault("publishesEvents." + index, "events of the type " + pattern + " are the platform's own");
            }
        }
    }

    private void offersNeedWhatThereIs() {
        for (var index = 0; index < manifest.declares().size(); index++) {
            var own = manifest.declares().get(index);
            if (!isUnknown(own.name())) {
                fault("declares." + index + ".name", own.name() + " is a permission of the platform");
            }
            if (own.name().length() > LONGEST) {
                fault("declares." + index + ".name", "must have " + LONGEST + " characters at most");
            }
            if (isUnknown(own.heldWith())) {
                fault("declares." + index + ".heldWith", noSuchPermission(own.heldWith()));
            }
        }
        for (var index = 0; index < manifest.routes().size(); index++) {
            var field = "routes." + index + ".permission";
            manifest.routes()
                    .get(index)
                    .permission()
                    .filter(permission -> isUnknown(manifest.needed(permission).heldWith()))
                    .ifPresent(permission -> fault(field, noSuchPermission(permission)));
        }
        for (var index = 0; index < manifest.provides().size(); index++) {
            var field = "provides." + index + ".permission";
            manifest.provides()
                    .get(index)
                    .permission()
                    .filter(permission -> isUnknown(manifest.needed(permission).heldWith()))
                    .ifPresent(permission -> fault(field, noSuchPermission(permission)));
        }
    }

    private void viewsNeedWhatThereIs(String part, List<View> views) {
        for (var index = 0; index < views.size(); index++) {
            var field = "ui." + part + "." + index + ".permission";
            views.get(index)
                    .permission()
                    .filter(permission -> isUnknown(manifest.needed(permission).heldWith()))
                    .ifPresent(permission -> fault(field, noSuchPermission(permission)));
        }
    }

    // Whom it calls may want more of a caller than to call.
    private void permissionsOpenSomething() {
        for (var index = 0; index < manifest.permissions().size(); index++) {
            var permission = manifest.permissions().get(index);
            if (!isUnknown(permission)
                    && !Grants.OPENING.contains(permission)
                    && manifest.requires().isEmpty()) {
                fault(
                        "permissions." + index,
                        permission + " opens nothing to an extension; those that do are "
                                + Grants.OPENING.stream().sorted().collect(Collectors.joining(", ")));
            }
        }
    }

    private void whatItDoesIsAskedFor() {
        if (!manifest.publishesEvents().isEmpty()) {
            mustAskFor("publishesEvents", Grants.EVENTS_PUBLISH);
        }
        if (!manifest.requires().isEmpty()) {
            mustAskFor("requires.capabilities", Grants.CAPABILITIES_INVOKE);
        }
        for (var index = 0; index < manifest.consumesEvents().size(); index++) {
            var pattern = manifest.consumesEvents().get(index).toString();
            if (asksFor(Grants.EVENTS_READ)) {
                continue;
            }
            if (pattern.startsWith(MEMBERS)) {
                mustAskFor("consumesEvents." + index, Grants.MEMBERS_READ);
            } else if (EventType.isReserved(pattern) || pattern.endsWith("*")) {
                mustAskFor("consumesEvents." + index, Grants.EVENTS_READ);
            }
        }
    }

    private void mustAskFor(String field, String permission) {
        if (!asksFor(permission)) {
            fault(field, "needs the permission " + permission + ": list it in permissions");
        }
    }

    private boolean asksFor(String permission) {
        return manifest.permissions().contains(permission);
    }

    private static boolean isUnknown(String permission) {
        return Permissions.named(permission).isEmpty();
    }

    private static String noSuchPermission(String permission) {
        return "there is no permission " + permission + "; see GET /api/permissions";
    }

    private void fault(String field, String rule) {
        faults.add(new Problem.Detail(field, rule));
    }
}
