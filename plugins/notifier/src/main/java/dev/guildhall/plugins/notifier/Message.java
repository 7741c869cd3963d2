package dev.guildhall.plugins.notifier;

import dev.guildhall.spi.Event;

/** An event in one line of Slack's markup. The event's data is left out: not everyone in the chat may be meant to see it. */
final class Message {

    private Message() {}

    static String of(Event event, String workspace) {
        var about = event.subject() == null ? "" : " · " + escaped(event.subject());
        return "*" + escaped(event.type()) + "* in " + escaped(workspace) + about + " · by " + escaped(event.actor());
    }

    /** What Slack asks to be escaped, so that nobody's name becomes a mention or a link. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
