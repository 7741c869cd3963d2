package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.security.Access;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.Plan;
import dev.guildhall.extensions.Plan.Arrival;
import dev.guildhall.extensions.Plan.Loss;
import dev.guildhall.extensions.Plan.Takeover;
import dev.guildhall.membership.Permissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Whether a plan may be carried out: it is still the one that was seen, can work, and is consented to. */
final class Preconditions {

    private static final String PERMISSIONS = "grantedPermissions";
    private static final String EGRESS = "grantedEgress";
    private static final String NAMES = "grantedNames";

    private Preconditions() {}

    /** Fails when somebody has seen another plan than this. */
    static void requireSeen(Plan plan, Optional<String> hash) {
        if (hash.filter(Predicate.not(plan.hash()::equals)).isPresent()) {
            throw ExtensionError.PLAN_CHANGED.onField(
                    "planHash", "The plan has changed since you saw it; look at it again with dryRun=true.");
        }
    }

    /** Fails with what stands in the way first. */
    static void require(Plan plan, Access access, Consent consent, boolean isForced) {
        plan.arrivals().forEach(arrival -> {
            missing(arrival).ifPresent(problem -> {
                throw problem;
            });
        });
        requireNoDependents(plan, isForced);
        plan.arrivals().forEach(arrival -> requireConsent(arrival, consent));
        notHeld(plan, access, consent).ifPresent(problem -> {
            throw problem;
        });
    }

    static void requireNoDependents(Plan plan, boolean isForced) {
        if (!isForced) {
            requiredBy(plan).ifPresent(problem -> {
                throw problem;
            });
        }
    }

    /** Everything that would make it fail though an administrator consented. */
    static List<Problem> obstacles(Plan plan, Access access, Consent consent) {
        var found = new ArrayList<Problem>();
        plan.arrivals().forEach(arrival -> missing(arrival).ifPresent(found::add));
        requiredBy(plan).ifPresent(found::add);
        notHeld(plan, access, consent).ifPresent(found::add);
        return found;
    }

    static Problem alreadyInstalled(String extensionKey) {
        return ExtensionError.ALREADY_INSTALLED.onField(
                "extensionKey", "The extension " + extensionKey + " is installed in this workspace already.");
    }

    private static void requireConsent(Arrival arrival, Consent consent) {
        var manifest = arrival.manifest();
        var permissions = manifest.permissions().stream()
                .filter(permission -> !consent.permissions().contains(permission))
                .map(permission -> new Problem.Detail(PERMISSIONS, permission + " is not granted"))
                .toList();
        if (!permissions.isEmpty()) {
            throw ExtensionError.CONSENT_REQUIRED
                    .because(manifest.name() + " asks for permissions that were not granted: list all of "
                            + String.join(", ", manifest.permissions()) + " in " + PERMISSIONS + " to consent.")
                    .withDetails(permissions);
        }
        var hosts = manifest.egress().stream()
                .map(Object::toString)
                .filter(host -> !consent.egress().contains(host))
                .toList();
        if (!hosts.isEmpty()) {
            throw ExtensionError.CONSENT_REQUIRED
                    .because(manifest.name() + " asks for calls to hosts that were not granted: list "
                            + String.join(", ", hosts) + " in " + EGRESS + " to consent.")
                    .withDetails(hosts.stream()
                            .map(host -> new Problem.Detail(EGRESS, host + " is not granted"))
                            .toList());
        }
        requireNames(arrival, consent);
    }

    /**
     * Fails when a configuration names hosts that nobody agreed to.
     *
     * @param hosts by the fields that name them
     */
    static void requireHosts(Map<String, String> hosts, Set<String> granted) {
        var asked = hosts.entrySet().stream()
                .filter(named -> !granted.contains(named.getValue()))
                .toList();
        if (!asked.isEmpty()) {
            var names = asked.stream().map(Map.Entry::getValue).distinct().toList();
            throw ExtensionError.CONSENT_REQUIRED
                    .because("The configuration names hosts to call that were not granted: list "
                            + String.join(", ", names) + " in " + EGRESS + " to consent.")
                    .withDetails(asked.stream()
                            .map(named -> new Problem.Detail(
                                    EGRESS, named.getValue() + ", of config." + named.getKey() + ", is not granted"))
                            .toList());
        }
    }

    private static void requireNames(Arrival arrival, Consent consent) {
        var missing = arrival.takeovers().stream()
                .filter(takeover -> !consent.names().contains(takeover.name()))
                .map(Preconditions::notGranted)
                .toList();
        if (!missing.isEmpty()) {
            var names = arrival.takeovers().stream().map(Takeover::name).toList();
            throw ExtensionError.CONSENT_REQUIRED
                    .because(arrival.manifest().name() + " uses names that are not its own: list all of "
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

    private static Optional<Problem> missing(Arrival arrival) {
        if (!arrival.unmet().isEmpty()) {
            var wanted = arrival.unmet().stream()
                    .map(required -> required.key() + " " + required.version())
                    .toList();
            return Optional.of(ExtensionError.REQUIREMENT_MISSING
                    .because(arrival.manifest().name() + " needs other extensions in this workspace: "
                            + String.join(", ", wanted) + ". Install or upgrade them first.")
                    .withDetails(wanted.stream()
                            .map(one -> new Problem.Detail("requires.extensions", one + " is not installed here"))
                            .toList()));
        }
        if (arrival.missing().isEmpty()) {
            return Optional.empty();
        }
        var details = new ArrayList<Problem.Detail>();
        for (var binding : arrival.missing()) {
            var wanted = binding.required().key() + " in a version "
                    + binding.required().version();
            details.add(new Problem.Detail("requires.capabilities", "nothing here provides " + wanted));
        }
        var keys = arrival.missing().stream()
                .map(binding -> binding.required().key())
                .toList();
        return Optional.of(ExtensionError.REQUIREMENT_MISSING
                .because(arrival.manifest().name() + " needs capabilities that no active extension of this workspace"
                        + " provides in a version that fits: " + String.join(", ", keys)
                        + ". Install an extension that does first.")
                .withDetails(details));
    }

    private static Optional<Problem> requiredBy(Plan plan) {
        var dependents = plan.dependents();
        if (dependents.isEmpty()) {
            return Optional.empty();
        }
        var needed = plan.losses().stream()
                .filter(loss -> !loss.optional())
                .map(Loss::what)
                .distinct()
                .toList();
        return Optional.of(ExtensionError.REQUIRED_BY
                .because("Other extensions of this workspace need what " + plan.extensionKey() + " provides: "
                        + String.join(", ", dependents) + " would lose " + String.join(", ", needed)
                        + " as it is. Remove them first, bind it to another that provides it, or use force=true.")
                .withDetails(Stream.concat(
                                dependents.stream().map(dependent -> new Problem.Detail("requiredBy", dependent)),
                                plan.losses().stream()
                                        .filter(loss -> !loss.optional())
                                        .flatMap(Preconditions::differences))
                        .distinct()
                        .toList()));
    }

    private static Stream<Problem.Detail> differences(Loss loss) {
        return loss.differences().stream().map(difference -> new Problem.Detail("provides." + loss.what(), difference));
    }

    private static Optional<Problem> notHeld(Plan plan, Access access, Consent consent) {
        var missing = plan.arrivals().stream()
                .flatMap(arrival -> arrival.manifest().permissions().stream())
                .distinct()
                .filter(permission -> !consent.had().contains(permission))
                .filter(permission ->
                        Permissions.named(permission).filter(access::allows).isEmpty())
                .toList();
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        var details = missing.stream()
                .map(permission -> new Problem.Detail(PERMISSIONS, permission + " is not yours to grant"))
                .toList();
        return Optional.of(ExtensionError.GRANT_NOT_HELD
                .because("You cannot grant what you do not hold in this workspace: " + String.join(", ", missing) + ".")
                .withDetails(details));
    }
}
