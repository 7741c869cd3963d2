package dev.guildhall.core.database;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.conf.ParamType;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;

/** The text of a query and the places in it for values, made when they are first asked for. */
final class Rendering {

    private static final DSLContext RENDER = DSL.using(
            SQLDialect.POSTGRES, new Settings().withRenderNamedParamPrefix("$").withParamType(ParamType.NAMED));

    private final Query query;
    /** What stands for values in it; null for a query that has values of its own instead. */
    private final List<Field<?>> places;
    /** Set by the first use, for a start uses few of all queries; threads that race for it render the same. */
    private Rendered rendered;

    Rendering(Query query) {
        this(query, null);
    }

    Rendering(Query query, List<Field<?>> places) {
        this.query = query;
        this.places = places;
    }

    private record Rendered(String text, List<Param<?>> parameters) {}

    String text() {
        return rendered().text();
    }

    /** The query's own values, in the order of the text. */
    List<Param<?>> parameters() {
        return rendered().parameters();
    }

    private Rendered rendered() {
        var known = rendered;
        if (known == null) {
            known = render();
            rendered = known;
        }
        return known;
    }

    private Rendered render() {
        // By identity, for fields of the same text are equal.
        var found = Collections.<Field<?>>newSetFromMap(new IdentityHashMap<>());
        var context = RENDER.renderContext().paramType(ParamType.NAMED);
        ValuePlaceholder.collect(context, found);
        var text = context.visit(query).render();
        var own = RENDER.extractParams(query).values().stream()
                .filter(param -> !param.isInline())
                .<Param<?>>map(param -> param)
                .toList();
        if (places != null && !(own.isEmpty() && found.size() == places.size() && found.containsAll(places))) {
            throw new IllegalStateException(
                    "A value has no place, or a place no value; what is the same at each call is inline: " + text);
        }
        return new Rendered(text, own);
    }
}
