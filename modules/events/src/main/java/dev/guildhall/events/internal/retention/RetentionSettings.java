package dev.guildhall.events.internal.retention;

import dev.guildhall.core.config.Readings;
import dev.guildhall.core.config.Setting;
import java.time.Duration;
import java.util.List;

/** What operators can say of how long what happened is kept. */
public final class RetentionSettings {

    public static final Setting<Duration> EVENTS = Setting.required(
            "event-retention",
            "<days>",
            "365",
            Readings::days,
            "For how long events are kept, and up to twice as long while a webhook, a topic or an extension has not had"
                    + " them.");

    public static final Setting<Duration> DELIVERIES = Setting.required(
            "delivery-retention",
            "<days>",
            "30",
            Readings::days,
            "For how long it is kept what became of deliveries that succeeded.");

    public static final List<Setting<?>> ALL = List.of(EVENTS, DELIVERIES);

    private RetentionSettings() {}
}
