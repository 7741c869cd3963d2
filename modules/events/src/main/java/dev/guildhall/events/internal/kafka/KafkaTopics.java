package dev.guildhall.events.internal.kafka;

import dev.guildhall.core.id.Tenant;
import java.util.regex.Pattern;

/**
 * How topics of tenants are called in Kafka, such as {@code guildhall.{workspace}.{topic}}: what a tenant may name is its
 * own, however it calls it. In the place of a workspace's id stands that of whichever tenant it is.
 */
public record KafkaTopics(String template) {

    public static final String DEFAULT = "guildhall.{workspace}.{topic}";

    private static final String WORKSPACE = "{workspace}";
    private static final String TOPIC = "{topic}";
    private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]*");
    private static final int LONGEST_IN_KAFKA = 249;
    private static final int LENGTH_OF_ID = 36;

    /** Of the part that a tenant chooses. */
    public static final int LONGEST = 128;

    /** Fails with an {@link IllegalArgumentException} that says what a template is. */
    public static KafkaTopics parse(String template) {
        var fixed = template.replace(WORKSPACE, "").replace(TOPIC, "");
        if (template.isEmpty() || !LEGAL.matcher(fixed).matches()) {
            throw new IllegalArgumentException("give letters, digits, '.', '_' and '-', with {topic} where a workspace"
                    + " chooses and {workspace} so that none writes to another's, such as " + DEFAULT);
        }
        if (name(template, "0".repeat(LENGTH_OF_ID), "t".repeat(LONGEST)).length() > LONGEST_IN_KAFKA) {
            throw new IllegalArgumentException("it is too long: with an id and a topic of " + LONGEST
                    + " characters it may have " + LONGEST_IN_KAFKA);
        }
        return new KafkaTopics(template);
    }

    /** Whether tenants say which of several topics they mean. */
    boolean areChosen() {
        return template.contains(TOPIC);
    }

    /** Whether no topic is that of several tenants. */
    boolean areOfTenants() {
        return template.contains(WORKSPACE);
    }

    /** Whether a tenant may call a topic so. */
    static boolean isLegal(String topic) {
        return !topic.isEmpty()
                && topic.length() <= LONGEST
                && LEGAL.matcher(topic).matches()
                && !topic.matches("\\.{1,2}");
    }

    /**
     * What Kafka calls a topic of a tenant.
     *
     * @param topic any, where none are chosen
     */
    String name(Tenant tenant, String topic) {
        return name(template, tenant.value().toString(), topic);
    }

    private static String name(String template, String workspace, String topic) {
        return template.replace(WORKSPACE, workspace).replace(TOPIC, topic);
    }
}
