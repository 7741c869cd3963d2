package dev.guildhall.agents;

import dev.guildhall.core.error.Faults;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the fields of agents, out of bodies of which the contract has seen the types. */
public final class AgentInput {

    static final int LONGEST_NAME = 100;
    static final int LONGEST_MODEL = 200;
    static final int LONGEST_INSTRUCTIONS = 32 * 1024;
    static final int MOST_PARAMETER_BYTES = 16 * 1024;
    static final int MOST_TOOLS = 64;

    private static final Pattern KEY = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final Pattern PROVIDER = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final Pattern TOOL = Pattern.compile("[a-z][a-z0-9_-]{0,39}(?:\\.[a-z][a-z0-9_-]{0,39}){2}");
    private static final Set<String> CHANGEABLE =
            Set.of("name", "instructions", "provider", "model", "parameters", "tools", "enabled");

    private final JsonObject body;
    private final Faults faults = new Faults();

    private AgentInput(JsonObject body) {
        this.body = body;
    }

    /** A new one, from {@code {key, name, provider, model, instructions?, parameters?, tools?, enabled?}}. */
    public static Agent create(JsonObject body) {
        var input = new AgentInput(body);
        var key = input.word("key", KEY, "key must be 1 to 63 lower-case letters, digits, _ and -");
        input.faults.require(body.getValue("name") != null, "name", "name is required");
        input.faults.require(body.getValue("provider") != null, "provider", "provider is required");
        input.faults.require(body.getValue("model") != null, "model", "model is required");
        var blank = new Agent(
                key.orElse(""),
                "",
                Optional.empty(),
                "",
                "",
                new JsonObject(),
                List.of(),
                true,
                1,
                Instant.EPOCH,
                Instant.EPOCH);
        return input.changed(blank);
    }

    /** An agent with the fields that a body names changed. */
    public static Agent change(Agent now, JsonObject body) {
        return new AgentInput(body).changed(now);
    }

    /** What is wrong with a change, of whichever agent. */
    public static JsonObject check(JsonObject body) {
        new AgentInput(body)
                .changed(new Agent(
                        "any",
                        "Any",
                        Optional.empty(),
                        "any",
                        "any",
                        new JsonObject(),
                        List.of(),
                        true,
                        1,
                        Instant.EPOCH,
                        Instant.EPOCH));
        return body;
    }

    /** The same with what a workspace says of it in its settings; other fields than an agent has say nothing. */
    static Agent customized(Agent base, JsonObject custom) {
        var known = new JsonObject();
        custom.fieldNames().stream()
                .filter(CHANGEABLE::contains)
                .forEach(field -> known.put(field, custom.getValue(field)));
        if (known.getValue("parameters") instanceof JsonObject parameters) {
            known.put("parameters", base.parameters().copy().mergeIn(parameters));
        }
        return change(base, known);
    }

    private Agent changed(Agent now) {
        var name = text("name", LONGEST_NAME).orElse(now.name());
        var instructions = body.containsKey("instructions") ? instructions() : now.instructions();
        var provider = word("provider", PROVIDER, "provider must be a word in lower case such as openai")
                .orElse(now.provider());
        var model = text("model", LONGEST_MODEL).orElse(now.model());
        var parameters = body.containsKey("parameters") ? parameters() : now.parameters();
        var tools = body.containsKey("tools") ? tools() : now.tools();
        var enabled = flag("enabled", now.enabled());
        faults.refuse();
        return new Agent(
                now.key(),
                name,
                instructions,
                provider,
                model,
                parameters,
                tools,
                enabled,
                now.revision(),
                now.createdAt(),
                now.updatedAt());
    }

    private Optional<String> text(String field, int longest) {
        if (!body.containsKey(field)) {
            return Optional.empty();
        }
        if (body.getValue(field) instanceof String text
                && !text.isBlank()
                && text.strip().length() <= longest
                && text.chars().noneMatch(Character::isISOControl)) {
            return Optional.of(text.strip());
        }
        faults.add(field, field + " must have 1 to " + longest + " characters, in one line");
        return Optional.empty();
    }

    private Optional<String> word(String field, Pattern form, String rule) {
        if (!body.containsKey(field) && form != KEY) {
            return Optional.empty();
        }
        if (body.getValue(field) instanceof String text && form.matcher(text).matches()) {
            return Optional.of(text);
        }
        faults.add(field, rule);
        return Optional.empty();
    }

    private Optional<String> instructions() {
        var value = body.getValue("instructions");
        if (value == null || value instanceof String text && text.length() <= LONGEST_INSTRUCTIONS) {
            return Optional.ofNullable((String) value).filter(text -> !text.isBlank());
        }
        faults.add("instructions", "instructions must have at most " + LONGEST_INSTRUCTIONS + " characters");
        return Optional.empty();
    }

    private JsonObject parameters() {
        var value = body.getValue("parameters");
        if (value == null) {
            return new JsonObject();
        }
        if (value instanceof JsonObject object && object.toBuffer().length() <= MOST_PARAMETER_BYTES) {
            return object.copy();
        }
        faults.add("parameters", "parameters must be an object of at most " + MOST_PARAMETER_BYTES + " bytes");
        return new JsonObject();
    }

    private List<String> tools() {
        var value = body.getValue("tools");
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof JsonArray array) || array.size() > MOST_TOOLS) {
            faults.add("tools", "tools must be a list of at most " + MOST_TOOLS + " keys of capabilities");
            return List.of();
        }
        var tools = new LinkedHashSet<String>();
        for (var index = 0; index < array.size(); index++) {
            if (array.getValue(index) instanceof String key && TOOL.matcher(key).matches()) {
                tools.add(key);
            } else {
                faults.add(
                        "tools." + index,
                        "tools." + index + " must be the key of a capability such as directory.contact.find");
            }
        }
        return List.copyOf(tools);
    }

    private boolean flag(String field, boolean otherwise) {
        if (!body.containsKey(field)) {
            return otherwise;
        }
        if (body.getValue(field) instanceof Boolean value) {
            return value;
        }
        faults.add(field, field + " must be true or false");
        return otherwise;
    }
}
