package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.security.Access;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.InstallRequest;
import dev.guildhall.extensions.internal.installation.InstallPlan.Takeover;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.membership.Permissions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Whether a plan may be carried out: it is still the one that was seen, can work, and is consented to. */
final class InstallPreconditions {

    private static final String GRANTED = "grantedPermissions";
    private static final String NAMES = "grantedNames";

    private InstallPreconditions() {}

    /** Fails with what stands in the way first. */
    static void require(InstallPlan plan, Access access, InstallRequest request, Optional<StoredInstallation> present) {
        if (present.isPresent()) {
            throw alreadyInstalled(request.extensionKey());
        }
        if (request.planHash().filter(Predicate.not(plan.hash()::equals)).isPresent()) {
            throw ExtensionError.PLAN_CHANGED.onField(
                    "planHash", "The plan has changed since you saw it; look at it again with dryRun=true.");
        }
        if (!plan.missing().isEmpty()) {
            throw requirementMissing(plan);
        }
        requireConsent(plan.manifest(), request.grantedPermissions());
        requireConsent(plan, request.grantedNames());
        notHeld(plan, access).ifPresent(problem -> {
            throw problem;
        });
    }

    /** Everything that would make the installation fail though its administrator consented. */
    static JsonArray obstacles(InstallPlan plan, Access access, List<StoredInstallation> installed) {
        var found = new ArrayList<Problem>();
        var key = plan.manifest().id();
        if (installed.stream()
                .anyMatch(other -> other.installation().extensionKey().equals(key))) {
            found.add(alreadyInstalled(key));
        }
        if (!plan.missing().isEmpty()) {
            found.add(requirementMissing(plan));
        }
        notHeld(plan, access).ifPresent(found::add);
        var array = new JsonArray();
        found.forEach(problem ->
                array.add(new JsonObject().put("code", problem.code().code()).put("message", problem.getMessage())));
        return array;
    }

    static Problem alreadyInstalled(String extensionKey) {
        return ExtensionError.ALREADY_INSTALLED.onField(
                "extensionKey", "The extension " + extensionKey + " is installed in this workspace already.");
    }

    private static void requireConsent(ExtensionManifest manifest, Set<String> granted) {
        var missing = manifest.permissions().stream()
                .filter(permission -> !granted.contains(permission))
                .map(permission -> new Problem.Detail(GRANTED, permission + " is not granted"))
                .toList();
        if (!missing.isEmpty()) {
            throw ExtensionError.CONSENT_REQUIRED
                    .because(manifest.name() + " asks for permissions that were not granted: list all of "
                            + String.join(", ", manifest.permissions()) + " in " + GRANTED + " to consent.")
                    .withDetails(missing);
        }
    }

    private static void requireConsent(InstallPlan plan, Set<String> granted) {
        var missing = plan.takeovers().stream()
                .filter(takeover -> !granted.contains(takeover.name()))
                .map(InstallPreconditions::notGranted)
                .toList();
        if (!missing.isEmpty()) {
            var names = plan.takeovers().stream().map(Takeover::name).toList();
            throw ExtensionError.CONSENT_REQUIRED
                    .because(plan.manifest().name() + " uses names that are not its own: list all of "
                            + String.join(", ", names) + " in " + NAMES + " to consent.")
                    .withDetails(missing);
        }
    }

    private static Problem.Detail notGranted(Takeover takeover) {
        return new Problem.Detail(
                NAMES,
                takeover.name()
                        + (takeover.from() == null
                                ? " is named for another extension or for none"
                                : " is provided here by the extension " + takeover.from()));
    }

    private static Problem requirementMissing(InstallPlan plan) {
        var details = new ArrayList<Problem.Detail>();
        for (var binding : plan.missing()) {
            var wanted = binding.required().key() + " in a version "
                    + binding.required().version();
            details.add(new Problem.Detail("requires.capabilities", "nothing here provides " + wanted));
        }
        var keys =
                plan.missing().stream().map(binding -> binding.required().key()).toList();
        return ExtensionError.REQUIREMENT_MISSING
                .because(plan.manifest().name() + " needs capabilities that no active extension of this workspace"
                        + " provides in a version that fits: " + String.join(", ", keys)
                        + ". Install an extension that does first.")
                .withDetails(details);
    }

    private static Optional<Problem> notHeld(InstallPlan plan, Access access) {
        var missing = plan.manifest().permissions().stream()
                .filter(permission ->
                        Permissions.named(permission).filter(access::allows).isEmpty())
                .toList();
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        var details = missing.stream()
                .map(permission -> new Problem.Detail(GRANTED, permission + " is not yours to grant"))
                .toList();
        return Optional.of(ExtensionError.GRANT_NOT_HELD
                .because("You cannot grant what you do not hold in this workspace: " + String.join(", ", missing) + ".")
                .withDetails(details));
    }
}
