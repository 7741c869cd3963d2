package dev.guildhall.tenancy;

import dev.guildhall.core.annotation.Annotations;
import dev.guildhall.core.error.Faults;
import dev.guildhall.tenancy.internal.Names;
import io.vertx.core.json.JsonObject;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What a client wants changed about a workspace: the fields of the body that are there, {@code null} clearing one. Fails
 * with {@code REQUEST.INVALID} naming every field that is wrong. The contracts have checked the types.
 */
public final class WorkspaceChange {

    private static final int MAX_AGENT = 200;
    private static final int MAX_ICON = 200;
    private static final int MAX_CONFIG_BYTES = 64 * 1024;
    /** Kept, for each call of the JDK copies all of them. */
    private static final Set<String> TIMEZONES = Set.copyOf(ZoneId.getAvailableZoneIds());

    private static final Pattern COLOR = Pattern.compile("#[0-9a-f]{6}");

    private final Faults faults = new Faults();
    private final JsonObject body;
    private final UnaryOperator<String> called;
    private UnaryOperator<Workspace> change = UnaryOperator.identity();

    private WorkspaceChange(JsonObject body) {
        this(body, UnaryOperator.identity());
    }

    private WorkspaceChange(JsonObject body, UnaryOperator<String> called) {
        this.body = body;
        this.called = called;
    }

    /** {@code {name, externalId, metadata}} */
    public static UnaryOperator<Workspace> of(JsonObject body) {
        return new WorkspaceChange(body).name().annotations().checked();
    }

    /** {@code {defaultAgentId, customAgentConfigs, plan, timezone}} */
    public static UnaryOperator<Workspace> settings(JsonObject body) {
        return new WorkspaceChange(body)
                .defaultAgent()
                .agentConfigs()
                .plan()
                .timezone()
                .checked();
    }

    /** {@code {name, supportTeamAccess, icon, iconColor}} */
    public static UnaryOperator<Workspace> preferences(JsonObject body) {
        return preferences(body, UnaryOperator.identity());
    }

    /** @param called what the client calls each of the fields */
    public static UnaryOperator<Workspace> preferences(JsonObject body, UnaryOperator<String> called) {
        return new WorkspaceChange(body, called)
                .name()
                .support()
                .icon()
                .iconColor()
                .checked();
    }

    /** {@code {icon, iconColor}} of a new one */
    static UnaryOperator<Workspace> look(JsonObject body, UnaryOperator<String> called) {
        return new WorkspaceChange(body, called).icon().iconColor().checked();
    }

    private UnaryOperator<Workspace> checked() {
        faults.refuse();
        return change;
    }

    private WorkspaceChange name() {
        var field = called.apply("name");
        if (body.containsKey(field)) {
            var name = Optional.ofNullable(body.getString(field)).orElse("").strip();
            faults.require(Names.isName(name), field, Names.rule(field));
            then(workspace -> workspace.named(name));
        }
        return this;
    }

    private WorkspaceChange annotations() {
        var annotated = Annotations.change(body, faults);
        then(workspace -> workspace.with(annotated.apply(workspace.annotations())));
        return this;
    }

    private WorkspaceChange defaultAgent() {
        if (body.containsKey("defaultAgentId")) {
            var agent = text("defaultAgentId", MAX_AGENT);
            settings(now -> new WorkspaceSettings(now.timezone(), agent, now.customAgentConfigs()));
        }
        return this;
    }

    private WorkspaceChange agentConfigs() {
        if (body.containsKey("customAgentConfigs")) {
            var configs = body.getJsonObject("customAgentConfigs", new JsonObject());
            var given = configs == null ? new JsonObject() : configs;
            for (var agent : given.fieldNames()) {
                faults.require(
                        given.getValue(agent) instanceof JsonObject,
                        "customAgentConfigs." + agent,
                        "customAgentConfigs must hold an object for each agent");
            }
            faults.require(
                    given.toBuffer().length() <= MAX_CONFIG_BYTES,
                    "customAgentConfigs",
                    "customAgentConfigs must not be larger than 64 KiB");
            settings(now -> new WorkspaceSettings(now.timezone(), now.defaultAgent(), given));
        }
        return this;
    }

    private WorkspaceChange plan() {
        if (body.containsKey("plan")) {
            var plan = Optional.ofNullable(body.getString("plan")).flatMap(Plan::named);
            faults.require(plan.isPresent(), "plan", "plan must be PERSONAL, TEAM or ENTERPRISE");
            then(workspace -> workspace.on(plan.orElseThrow()));
        }
        return this;
    }

    private WorkspaceChange timezone() {
        if (body.containsKey("timezone")) {
            var zone = Optional.ofNullable(body.getString("timezone")).orElse(WorkspaceSettings.DEFAULT.timezone());
            faults.require(isTimezone(zone), "timezone", "timezone must be an IANA name such as Europe/Berlin");
            settings(now -> now.in(zone));
        }
        return this;
    }

    static boolean isTimezone(String name) {
        return TIMEZONES.contains(name);
    }

    private WorkspaceChange support() {
        var field = called.apply("supportTeamAccess");
        if (body.containsKey(field)) {
            var open = Boolean.TRUE.equals(body.getBoolean(field));
            preferences(now -> new WorkspacePreferences(open, now.icon(), now.iconColor()));
        }
        return this;
    }

    private WorkspaceChange icon() {
        var field = called.apply("icon");
        if (body.containsKey(field)) {
            var icon = text(field, MAX_ICON);
            preferences(now -> new WorkspacePreferences(now.supportTeamAccess(), icon, now.iconColor()));
        }
        return this;
    }

    private WorkspaceChange iconColor() {
        var field = called.apply("iconColor");
        if (body.containsKey(field)) {
            var color = Optional.ofNullable(body.getString(field)).map(text -> text.toLowerCase(Locale.ROOT));
            faults.require(
                    color.map(text -> COLOR.matcher(text).matches()).orElse(true),
                    field,
                    field + " must be a color like #1e90ff");
            preferences(now -> new WorkspacePreferences(now.supportTeamAccess(), now.icon(), color));
        }
        return this;
    }

    private Optional<String> text(String field, int longest) {
        var text = Optional.ofNullable(body.getString(field)).map(String::strip);
        faults.require(
                text.map(given -> Names.isText(given, longest)).orElse(true),
                field,
                field + " must have 1 to " + longest + " characters, or be null");
        return text;
    }

    private void settings(UnaryOperator<WorkspaceSettings> step) {
        then(workspace -> workspace.with(step.apply(workspace.settings())));
    }

    private void preferences(UnaryOperator<WorkspacePreferences> step) {
        then(workspace -> workspace.with(step.apply(workspace.preferences())));
    }

    private void then(UnaryOperator<Workspace> step) {
        var before = change;
        change = workspace -> step.apply(before.apply(workspace));
    }
}
