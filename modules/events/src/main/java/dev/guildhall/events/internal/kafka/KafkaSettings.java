package dev.guildhall.events.internal.kafka;

import dev.guildhall.core.config.ConfigurationException;
import dev.guildhall.core.config.Readings;
import dev.guildhall.core.config.Setting;
import dev.guildhall.core.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/** What operators can say of the Kafka that this installation uses. */
public final class KafkaSettings {

    private static final Pattern BROKER = Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:]+]):\\d{1,5}");

    public static final Setting<List<String>> BOOTSTRAP_SERVERS = Setting.optional(
            "kafka-bootstrap-servers",
            "<brokers>",
            Readings.commaSeparated(KafkaSettings::broker),
            "Brokers of a Kafka that subscriptions may send to, as host:port with commas between. There is none without"
                    + " it.");

    static final Setting<Path> CLIENT_CONFIG = Setting.optional(
            "kafka-client-config",
            "<file>",
            Readings::path,
            "A file of properties for the clients of Kafka, such as security.protocol and sasl.jaas.config.");

    public static final Setting<KafkaTopics> TOPICS = Setting.required(
            "kafka-topics",
            "<template>",
            KafkaTopics.DEFAULT,
            KafkaTopics::parse,
            "What a workspace's topic is called in Kafka. Without {workspace} in it, which is the workspace's id, all"
                    + " workspaces can send to the same topics and none can take from them; without {topic}, there is one"
                    + " that nobody chooses.");

    public static final Setting<Boolean> CREATE_TOPICS = Setting.toggle(
            "kafka-create-topics",
            "Make topics that are not there, with the brokers' defaults. Whoever manages subscriptions can then make as"
                    + " many as they want.");

    public static final List<Setting<?>> ALL = List.of(BOOTSTRAP_SERVERS, CLIENT_CONFIG, TOPICS, CREATE_TOPICS);

    private KafkaSettings() {}

    /** Fails when something is said of a Kafka that is not there, or cannot be read. */
    public static void check(Settings settings) {
        if (settings.find(BOOTSTRAP_SERVERS).isEmpty()
                && settings.find(CLIENT_CONFIG).isPresent()) {
            throw new ConfigurationException(
                    CLIENT_CONFIG.flag() + " is of no use without " + BOOTSTRAP_SERVERS.flag() + "; give both.");
        }
        read(settings);
    }

    /** How to reach the Kafka; empty when there is none. */
    public static Optional<KafkaConfig> read(Settings settings) {
        return settings.find(BOOTSTRAP_SERVERS).map(servers -> {
            var properties = new HashMap<>(
                    settings.find(CLIENT_CONFIG).map(KafkaSettings::properties).orElseGet(Map::of));
            properties.put("bootstrap.servers", String.join(",", servers));
            return new KafkaConfig(properties, settings.get(TOPICS), settings.get(CREATE_TOPICS));
        });
    }

    private static Map<String, String> properties(Path file) {
        var properties = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            properties.load(in);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new ConfigurationException(CLIENT_CONFIG.flag() + " is " + Readings.quoted(file.toString())
                    + ", which cannot be read as properties (" + unreadable + "); give a file of name=value lines.");
        }
        var all = new HashMap<String, String>();
        properties.stringPropertyNames().forEach(name -> all.put(name, properties.getProperty(name)));
        return all;
    }

    private static String broker(String text) {
        return Readings.matching(BROKER, text, "give brokers as host:port, such as kafka-1:9092,kafka-2:9092");
    }
}
