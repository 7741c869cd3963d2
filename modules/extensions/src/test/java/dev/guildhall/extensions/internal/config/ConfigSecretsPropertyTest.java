package dev.guildhall.extensions.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.config.Secret;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.schema.InstanceLocation;
import dev.guildhall.core.schema.SchemaCheck;
import dev.guildhall.core.secret.MasterKey;
import dev.guildhall.core.secret.SecretBox;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What must hold of every configuration, whatever its schema: looked at in ten thousand of them. */
class ConfigSecretsPropertyTest {

    private static final int CASES = 10_000;

    private static final SecretBox BOX =
            new SecretBox(MasterKey.of(new Secret("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")));

    private int withSecrets;
    private int reordered;
    private int refused;

    @Test
    void noSecretLeavesAndEachKeepsItsPlace() {
        for (var seed = 0; seed < CASES; seed++) {
            var made = new RandomConfig(seed);
            if (seed % 10 == 0) {
                assertThat(SchemaCheck.faultOfConfig(made.schema()))
                        .as(made.schema()::encode)
                        .isEmpty();
            }
            look(made, new Random(seed), () -> made.schema() + " of " + made.value());
        }

        assertThat(withSecrets).isGreaterThan(CASES / 2);
        assertThat(reordered).isGreaterThan(CASES / 20);
        assertThat(refused).isGreaterThan(CASES / 20);
    }

    private void look(RandomConfig made, Random random, Supplier<String> description) {
        var schema = new ConfigSchema(made.schema());
        var config = schema.read(made.value());
        var sealed = config.seal(BOX, "test");
        var shown = sealed.masked();
        withSecrets += config.secretPlaces().isEmpty() ? 0 : 1;

        assertThat(shown.encode() + sealed.secrets().orElse("") + config + sealed)
                .as(() -> "what is stored and shown, " + description.get())
                .doesNotContain(RandomConfig.SECRET);
        assertThat(config.redacted(config.clear().encode()))
                .as(() -> "what may be quoted, " + description.get())
                .doesNotContain(RandomConfig.SECRET);
        assertThat(ExtensionConfig.open(BOX, "test", sealed).clear())
                .as(description)
                .isEqualTo(made.value());
        assertThat(schema.patched(config, shown).clear())
                .as(() -> "sent back as shown, " + description.get())
                .isEqualTo(made.value());
        assertThat(refusal(() -> schema.read(broken(made.value(), random))).orElse(""))
                .as(() -> "what is told of faults, " + description.get())
                .doesNotContain(RandomConfig.SECRET);
        sendBackReordered(schema, config, shown, random.nextLong(), description);
    }

    private void sendBackReordered(
            ConfigSchema schema, ExtensionConfig config, JsonObject shown, long seed, Supplier<String> description) {
        var sent = (JsonObject) reordered(shown, shown, InstanceLocation.ROOT, seed);
        var meant = (JsonObject) reordered(config.clear(), shown, InstanceLocation.ROOT, seed);
        var answer = refusal(() -> {
            var patched = schema.patched(config, sent);
            assertThat(patched.clear())
                    .as(() -> "sent back in another order, " + description.get())
                    .isEqualTo(meant);
            assertThat(patched.seal(BOX, "test").masked().encode())
                    .as(() -> "stored after another order, " + description.get())
                    .doesNotContain(RandomConfig.SECRET);
            reordered += sent.equals(shown) ? 0 : 1;
        });
        refused += answer.isPresent() ? 1 : 0;
        assertThat(answer.orElse("")).as(description).doesNotContain(RandomConfig.SECRET);
    }

    /** What is told of the faults; empty when there is none. */
    private static Optional<String> refusal(Runnable reading) {
        try {
            reading.run();
            return Optional.empty();
        } catch (Problem problem) {
            assertThat(problem.code().code()).isEqualTo("REQUEST.INVALID");
            return Optional.of(problem.getMessage() + problem.details());
        }
    }

    /** With everything wrapped once more somewhere, or replaced by something of another type. */
    private static JsonObject broken(JsonObject value, Random random) {
        var broken = new JsonObject();
        value.forEach(member -> broken.put(
                member.getKey(),
                switch (random.nextInt(4)) {
                    case 0 -> new JsonArray().add(member.getValue());
                    case 1 -> new JsonObject().put(member.getKey(), member.getValue());
                    case 2 -> member.getValue() instanceof JsonObject inside ? broken(inside, random) : 1.5;
                    default -> member.getValue();
                }));
        return broken;
    }

    /** The same with the items of every array in another order, unless that makes no difference for who sees it. */
    private static Object reordered(Object value, Object shown, InstanceLocation at, long seed) {
        if (shown instanceof JsonObject) {
            var other = new JsonObject();
            ((JsonObject) value).forEach(member -> {
                var location = at.inside(member.getKey());
                other.put(member.getKey(), reordered(member.getValue(), child(shown, location), location, seed));
            });
            return other;
        }
        if (shown instanceof JsonArray
                && (value == shown || !reordered(shown, shown, at, seed).equals(shown))) {
            var array = (JsonArray) value;
            var order = new ArrayList<>(IntStream.range(0, array.size()).boxed().toList());
            Collections.shuffle(order, new Random(seed ^ at.hashCode()));
            var other = new JsonArray();
            order.forEach(index -> {
                var location = at.inside(index.toString());
                other.add(reordered(array.getValue(index), child(shown, location), location, seed));
            });
            return other;
        }
        return value;
    }

    private static Object child(Object shown, InstanceLocation location) {
        return new InstanceLocation(List.of(location.last())).in(shown);
    }
}
