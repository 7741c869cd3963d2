package dev.guildhall.extensions;

import dev.guildhall.core.digest.Sha256;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.host.ExtensionManifest.RequiredCapability;
import dev.guildhall.host.ExtensionManifest.RequiredExtension;
import dev.guildhall.membership.RoleShare;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a change of the installed extensions of a workspace does: what is applied is what was planned.
 *
 * @param from the version there is now; empty for an installation
 * @param arrivals the versions that come, in the order in which they do, what is needed before who needs it; the extension
 *     itself is the last. None when nothing comes.
 * @param losses what others miss afterwards
 * @param rebindings who answers afterwards to each capability that the extensions concerned provide now or then
 * @param roles what becomes of the permissions of the extension that roles of the workspace carry
 */
public record Plan(
        Action action,
        String extensionKey,
        Optional<String> from,
        List<Arrival> arrivals,
        List<Loss> losses,
        List<Rebinding> rebindings,
        RoleChanges roles) {

    public Plan {
        arrivals = List.copyOf(arrivals);
        losses = List.copyOf(losses);
        rebindings = List.copyOf(rebindings);
    }

    public enum Action {
        INSTALL,
        UPGRADE,
        ROLLBACK,
        DISABLE,
        UNINSTALL
    }

    /**
     * A version that comes to the workspace.
     *
     * @param bindings what the extension requires, each with the provider it would find
     * @param takeovers names it would use that are not its own
     * @param unmet extensions that must be in the workspace, in a version that fits, and are not
     * @param pending the migrations that would run
     */
    public record Arrival(
            ExtensionVersion version,
            ExtensionManifest manifest,
            List<Binding> bindings,
            List<Takeover> takeovers,
            List<RequiredExtension> unmet,
            List<MigrationScript> pending) {

        public Arrival {
            bindings = List.copyOf(bindings);
            takeovers = List.copyOf(takeovers);
            unmet = List.copyOf(unmet);
            pending = List.copyOf(pending);
        }

        public List<Binding> missing() {
            return bindings.stream().filter(Binding::isMissing).toList();
        }
    }

    /**
     * A capability or an event type that is somebody else's by its name, or because an extension here provides it
     * already.
     *
     * @param from the extension here that provides it; null when none does
     */
    public record Takeover(String name, String from) {}

    /** A required capability and who answers for it now; nobody when it is missing. */
    public record Binding(RequiredCapability required, Optional<Offer> offer) {

        public boolean isMissing() {
            return offer.isEmpty() && !required.optional();
        }
    }

    /**
     * Something that an installed extension requires and finds no more, or not as it was.
     *
     * @param what the key of a capability, or of an extension
     * @param range of versions that it would take
     * @param differences how the schemas of what would be there break those of what is; none when nothing would be there
     * @param alternatives what others provide that fits, to whom it could go by a binding
     */
    public record Loss(
            String extensionKey,
            String what,
            String range,
            boolean optional,
            List<String> differences,
            List<Offer> alternatives) {

        public Loss {
            differences = List.copyOf(differences);
            alternatives = List.copyOf(alternatives);
        }

        /** As clients see it. */
        public JsonObject toJson() {
            return PlanJson.loss(this);
        }
    }

    /**
     * Who answers to a capability.
     *
     * @param from who does now; empty for nobody
     * @param to who does then; empty for nobody
     * @param candidates everybody at work who could then
     */
    public record Rebinding(String key, Optional<Provider> from, Optional<Provider> to, List<Provider> candidates) {

        public Rebinding {
            candidates = List.copyOf(candidates);
        }
    }

    /**
     * What roles of the workspace carry no more afterwards, or again.
     *
     * @param returned what the upgrade that is rolled back had taken from them
     */
    public record RoleChanges(List<RoleShare> withdrawn, List<RoleShare> returned) {

        public static final RoleChanges NONE = new RoleChanges(List.of(), List.of());

        public RoleChanges {
            withdrawn = List.copyOf(withdrawn);
            returned = List.copyOf(returned);
        }
    }

    /** The version of the extension itself that comes. */
    public Arrival arrival() {
        return arrivals.get(arrivals.size() - 1);
    }

    /** Who cannot do without what would be lost, in the order of their keys. */
    public List<String> dependents() {
        return dependents(losses);
    }

    /** The same of these losses. */
    public static List<String> dependents(List<Loss> losses) {
        return losses.stream()
                .filter(loss -> !loss.optional())
                .map(Loss::extensionKey)
                .distinct()
                .sorted()
                .toList();
    }

    /** Changes when anything does that whoever agreed to the plan has agreed to. */
    public String hash() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Sha256.of(PlanJson.facts(this).encode()));
    }

    /** As clients see it. */
    public JsonObject toJson() {
        return PlanJson.facts(this).put("planHash", hash());
    }

    static JsonArray texts(List<?> values) {
        var all = new JsonArray();
        values.forEach(value -> all.add(value.toString()));
        return all;
    }
}
