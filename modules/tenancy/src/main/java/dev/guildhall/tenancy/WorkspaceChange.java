package dev.guildhall.tenancy;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import io.vertx.core.json.JsonObject;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What a client wants changed about a workspace: the fields of the body that are there, {@code null} clearing one. Fails
 * with {@code REQUEST.INVALID} naming every field that is wrong. The contracts have checked the types.
 */
public final class WorkspaceChange {

    private static final int MAX_NAME = 200;
    private static final int MAX_AGENT = 200;
    private static final int MAX_ICON = 200;
    private static final int MAX_CONFIG_BYTES = 64 * 1024;
    private static final Pattern COLOR = Pattern.compile("#[0-9a-f]{6}");

    private final List<Problem.Detail> wrong = new ArrayList<>();
    private final JsonObject body;
    private UnaryOperator<Workspace> change = UnaryOperator.identity();

    private WorkspaceChange(JsonObject body) {
        this.body = body;
    }

    /** {@code {name}} */
    public static UnaryOperator<Workspace> name(JsonObject body) {
        return new WorkspaceChange(body).name().checked();
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
        return new WorkspaceChange(body).name().support().icon().iconColor().checked();
    }

    private UnaryOperator<Workspace> checked() {
        if (!wrong.isEmpty()) {
            throw CommonError.REQUEST_INVALID.because(wrong.get(0).message()).withDetails(wrong);
        }
        return change;
    }

    private WorkspaceChange name() {
        if (body.containsKey("name")) {
            var name = Optional.ofNullable(body.getString("name")).orElse("").strip();
            require(
                    !name.isEmpty() && name.codePointCount(0, name.length()) <= MAX_NAME,
                    "name",
                    "name must have 1 to " + MAX_NAME + " characters");
            then(workspace -> workspace.named(name));
        }
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
                require(
                        given.getValue(agent) instanceof JsonObject,
                        "customAgentConfigs." + agent,
                        "customAgentConfigs must hold an object for each agent");
            }
            require(
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
            require(plan.isPresent(), "plan", "plan must be PERSONAL, TEAM or ENTERPRISE");
            then(workspace -> workspace.on(plan.orElseThrow()));
        }
        return this;
    }

    private WorkspaceChange timezone() {
        if (body.containsKey("timezone")) {
            var zone = Optional.ofNullable(body.getString("timezone")).orElse(WorkspaceSettings.DEFAULT.timezone());
            require(isTimezone(zone), "timezone", "timezone must be an IANA name such as Europe/Berlin");
            settings(now -> now.in(zone));
        }
        return this;
    }

    static boolean isTimezone(String name) {
        return ZoneId.getAvailableZoneIds().contains(name);
    }

    private WorkspaceChange support() {
        if (body.containsKey("supportTeamAccess")) {
            var open = Boolean.TRUE.equals(body.getBoolean("supportTeamAccess"));
            preferences(now -> new WorkspacePreferences(open, now.icon(), now.iconColor()));
        }
        return this;
    }

    private WorkspaceChange icon() {
        if (body.containsKey("icon")) {
            var icon = text("icon", MAX_ICON);
            preferences(now -> new WorkspacePreferences(now.supportTeamAccess(), icon, now.iconColor()));
        }
        return this;
    }

    private WorkspaceChange iconColor() {
        if (body.containsKey("iconColor")) {
            var color = Optional.ofNullable(body.getString("iconColor")).map(text -> text.toLowerCase(Locale.ROOT));
            require(
                    color.map(text -> COLOR.matcher(text).matches()).orElse(true),
                    "iconColor",
                    "iconColor must be a color like #1e90ff");
            preferences(now -> new WorkspacePreferences(now.supportTeamAccess(), now.icon(), color));
        }
        return this;
    }

    private Optional<String> text(String field, int longest) {
        var text = Optional.ofNullable(body.getString(field)).map(String::strip);
        require(
                text.map(given -> !given.isEmpty() && given.codePointCount(0, given.length()) <= longest)
                        .orElse(true),
                field,
                field + " must have 1 to " + longest + " characters, or be null");
        return text;
    }

    private void require(boolean right, String field, String message) {
        if (!right) {
            wrong.add(new Problem.Detail(field, message));
        }
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
