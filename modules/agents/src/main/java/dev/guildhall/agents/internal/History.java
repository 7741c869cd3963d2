package dev.guildhall.agents.internal;

import dev.guildhall.agents.Agent;
import dev.guildhall.agents.AgentRun;
import dev.guildhall.agents.SessionMessage;
import dev.guildhall.agents.SessionMessage.Role;
import dev.guildhall.core.database.Database;
import dev.guildhall.spi.ChatMessage;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a model is told of a session before it answers: what was said, and what is to be remembered. */
final class History {

    private static final int MOST_MESSAGES = 100;
    private static final int MOST_CHARACTERS = 256 * 1024;

    private final Database database;
    private final MessageTable messages = new MessageTable();
    private final MemoryTable memory = new MemoryTable();

    History(Database database) {
        this.database = database;
    }

    /** The latest messages up to the one that is answered, the oldest first, as many as are taken. */
    Future<List<ChatMessage>> of(AgentRun run) {
        return messages.until(database, run.workspace(), run.session(), run.messageSequence(), MOST_MESSAGES)
                .map(History::conversation);
    }

    private static List<ChatMessage> conversation(List<SessionMessage> latestFirst) {
        var taken = new ArrayList<ChatMessage>();
        var length = 0;
        for (var message : latestFirst) {
            length += message.content().length();
            if (!taken.isEmpty() && length > MOST_CHARACTERS) {
                break;
            }
            taken.add(
                    message.role() == Role.USER
                            ? ChatMessage.user(message.content())
                            : ChatMessage.assistant(message.content(), List.of()));
        }
        Collections.reverse(taken);
        return taken;
    }

    /** The agent's instructions, and what it is to remember of the workspace, of itself and of whoever asks. */
    Future<Optional<String>> instructions(AgentRun run, Agent agent) {
        return memory.remembered(database, run.workspace(), run.agentKey(), run.user())
                .map(entries -> {
                    if (entries.isEmpty()) {
                        return agent.instructions();
                    }
                    var remembered = entries.stream().map(entry -> "- " + entry).collect(Collectors.joining("\n"));
                    return Optional.of(
                            agent.instructions().map(text -> text + "\n\n").orElse("") + "What you remember:\n"
                                    + remembered);
                });
    }
}
