package dev.guildhall.events.internal.source;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.security.Cause;
import dev.guildhall.core.security.Principal;
import dev.guildhall.events.EventType;
import dev.guildhall.events.NewEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.kafka.client.consumer.KafkaConsumerRecord;
import java.util.Locale;
import java.util.Optional;

/**
 * Makes events of records: of CloudEvents in the structured or the binary mode of the Kafka protocol binding, and of any
 * other JSON, which becomes the data of an event of one type.
 */
final class RecordReader {

    private static final int MAX_DATA_BYTES = 64 * 1024;
    private static final int MAX_RECORD_BYTES = 2 * MAX_DATA_BYTES;
    private static final int MAX_SUBJECT = 256;
    private static final String CLOUD_EVENT = "application/cloudevents";

    private final String own;
    private final Optional<String> usualType;

    /**
     * @param own the source of the workspace's own events as CloudEvents
     * @param usualType of events made of records that do not say one
     */
    RecordReader(String own, Optional<String> usualType) {
        this.own = own;
        this.usualType = usualType;
    }

    /**
     * Empty for an event of the workspace itself, which would go round in circles for ever; throws an
     * {@link UnacceptableRecord}.
     */
    Optional<NewEvent> read(KafkaConsumerRecord<Buffer, Buffer> record) {
        var value = record.value();
        if (value != null && value.length() > MAX_RECORD_BYTES) {
            throw new UnacceptableRecord("It is longer than " + MAX_RECORD_BYTES + " bytes");
        }
        var contentType = header(record, "content-type").orElse("").toLowerCase(Locale.ROOT);
        if (contentType.startsWith(CLOUD_EVENT)) {
            return structured(contentType, value);
        }
        var version = header(record, "ce_specversion");
        if (version.isPresent()) {
            return header(record, "ce_source").equals(Optional.of(own))
                    ? Optional.empty()
                    : Optional.of(binary(version.get(), record, contentType));
        }
        var type = usualType.orElseThrow(() -> new UnacceptableRecord(
                "It is no CloudEvent, and the subscription names no eventType for such records"));
        return Optional.of(event(type, null, value == null ? null : json(value)));
    }

    private Optional<NewEvent> structured(String contentType, Buffer value) {
        if (!contentType.startsWith(CLOUD_EVENT + "+json")) {
            throw new UnacceptableRecord("Its content type is " + contentType + "; send " + CLOUD_EVENT + "+json");
        }
        if (value == null || !(json(value) instanceof JsonObject told)) {
            throw new UnacceptableRecord("It is no JSON object");
        }
        requireVersion(told.getValue("specversion"));
        if (own.equals(told.getValue("source"))) {
            return Optional.empty();
        }
        if (told.containsKey("data_base64")) {
            throw new UnacceptableRecord("Its data is binary; send JSON as data");
        }
        var data = told.getValue("data");
        var content = data == null && told.containsKey("data") ? Event.NULL : data;
        return Optional.of(event(text(told, "type"), text(told, "subject"), content));
    }

    private static String text(JsonObject told, String name) {
        var value = told.getValue(name);
        if (value != null && !(value instanceof String)) {
            throw new UnacceptableRecord("Its " + name + " is no text");
        }
        return (String) value;
    }

    private static NewEvent binary(String version, KafkaConsumerRecord<Buffer, Buffer> record, String contentType) {
        requireVersion(version);
        if (!contentType.isEmpty() && !contentType.matches("[a-z]+/(.+\\+)?json\\b.*")) {
            throw new UnacceptableRecord("Its content type is " + contentType + "; send JSON");
        }
        var data = record.value() == null ? null : json(record.value());
        return event(
                header(record, "ce_type").orElse(null),
                header(record, "ce_subject").orElse(null),
                data);
    }

    private static void requireVersion(Object version) {
        if (!"1.0".equals(version)) {
            throw new UnacceptableRecord("Its specversion is not 1.0");
        }
    }

    private static NewEvent event(String type, String subject, Object data) {
        if (type == null || !EventType.isValid(type)) {
            throw new UnacceptableRecord("Its type is missing, or is no type such as order.shipped");
        }
        if (EventType.isReserved(type)) {
            throw new UnacceptableRecord("Only the platform says " + type);
        }
        if (subject != null && (subject.isEmpty() || subject.length() > MAX_SUBJECT || subject.indexOf('\0') >= 0)) {
            throw new UnacceptableRecord("Its subject is empty, or longer than " + MAX_SUBJECT + " characters");
        }
        if (data != null && data != Event.NULL && Json.encodeToBuffer(data).length() > MAX_DATA_BYTES) {
            throw new UnacceptableRecord("Its data is longer than " + MAX_DATA_BYTES + " bytes");
        }
        return new NewEvent(type, subject, Principal.SYSTEM, Cause.NONE, data);
    }

    /** A JSON value; JSON's null is {@link Event#NULL}. */
    private static Object json(Buffer text) {
        try {
            var value = Json.decodeValue(text);
            return value == null ? Event.NULL : value;
        } catch (DecodeException malformed) {
            throw new UnacceptableRecord("It is no JSON that can be kept: " + malformed.getMessage());
        }
    }

    private static Optional<String> header(KafkaConsumerRecord<Buffer, Buffer> record, String name) {
        return record.headers().stream()
                .filter(header -> header.key().equalsIgnoreCase(name) && header.value() != null)
                .findFirst()
                .map(header -> header.value().toString().strip());
    }
}
