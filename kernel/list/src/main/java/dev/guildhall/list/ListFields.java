package dev.guildhall.list;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;

/**
 * What clients may filter and order a list by. Declared once per list, in a constant:
 *
 * <pre>{@code
 * static final ListFields<Member> FIELDS = ListFields.<Member>named("members")
 *         .field("email", text(), USER.EMAIL, Member::email)
 *         .filterable("role", textIgnoringCase(), ROLE.NAME)
 *         .custom("search", text -> TextMatch.containing(text).in(USER.FULL_NAME))
 *         .sortable("joinedAt", timestamp(), MEMBER.JOINED_AT, Member::joinedAt)
 *         .defaultOrder("joinedAt desc")
 *         .id("userId", uuid(), MEMBER.USER_ID, Member::userId);
 * }</pre>
 *
 * <p>A field with a column is asked in SQL, one with an extractor in Java; one that rows are sorted by needs the
 * extractor in any case, for page tokens are made of it. Safe for use by any thread.
 *
 * @param <T> the list's rows
 */
public final class ListFields<T> {

    /** How AIP-148 calls the times of a resource, by which they are known too where the list has them. */
    private static final Map<String, String> STANDARD_NAMES = Map.of(
            "createTime", "createdAt",
            "updateTime", "updatedAt",
            "expireTime", "expiresAt",
            "joinTime", "joinedAt",
            "grantTime", "grantedAt",
            "startTime", "startedAt");

    private final String name;
    private final Map<String, FilterField<T>> filterable;
    private final Map<String, TypedField<T, ?, ?>> sortable;
    private final FilterField<T> bareWords;
    private final List<SortKey<T, ?, ?>> defaultOrder;
    private final TypedField<T, ?, ?> id;

    private ListFields(
            String name,
            Map<String, FilterField<T>> filterable,
            Map<String, TypedField<T, ?, ?>> sortable,
            FilterField<T> bareWords,
            List<SortKey<T, ?, ?>> defaultOrder,
            TypedField<T, ?, ?> id) {
        this.name = name;
        this.filterable = filterable;
        this.sortable = sortable;
        this.bareWords = bareWords;
        this.defaultOrder = defaultOrder;
        this.id = id;
    }

    /** Starts a declaration; the name tells page tokens of different lists apart. */
    public static <T> Builder<T> named(String name) {
        return new Builder<>(name);
    }

    /** The filter a client sent; null and blank keep everything. Fails with {@code REQUEST.INVALID} on the filter. */
    public Filter<T> filter(String text) {
        if (text == null) {
            return Filter.everything();
        }
        var source = new FilterSource(text);
        return FilterParser.parse(source)
                .map(node -> new FilterBinder<>(source, filterable, bareWords).bind(node))
                .orElseGet(Filter::everything);
    }

    /** The order a client sent, or else the default, made complete. */
    Order<T> order(String text, String parameter) {
        var named = text == null || text.isBlank() ? defaultOrder : new OrderParser<>(parameter, sortable).parse(text);
        var keys = new ArrayList<>(named);
        if (keys.stream().noneMatch(key -> key.field().name().equals(id.name()))) {
            keys.add(SortKey.of(id, !keys.isEmpty() && keys.get(keys.size() - 1).descending()));
        }
        return new Order<>(List.copyOf(keys));
    }

    /** The field a client means, or null. */
    static <F> F named(String given, Map<String, F> fields) {
        return fields.get(fields.containsKey(given) ? given : STANDARD_NAMES.getOrDefault(given, given));
    }

    String name() {
        return name;
    }

    /**
     * The same list under the names another surface gives its fields; those it does not name do not exist there.
     *
     * @param names this list's name of a field by the surface's
     */
    public ListFields<T> renamed(Map<String, String> names) {
        var otherFilterable = new LinkedHashMap<String, FilterField<T>>();
        var otherSortable = new LinkedHashMap<String, TypedField<T, ?, ?>>();
        names.forEach((alias, original) -> {
            var filter = filterable.get(original);
            var sort = sortable.get(original);
            if (filter == null && sort == null) {
                throw new IllegalArgumentException("the list " + name + " has no field " + original);
            }
            if (filter != null) {
                otherFilterable.put(alias, filter);
            }
            if (sort != null) {
                otherSortable.put(alias, sort.named(alias));
            }
        });
        return new ListFields<>(name, otherFilterable, otherSortable, bareWords, defaultOrder, id.named(idIn(names)));
    }

    // Not by its own name: there, that may be another field's.
    private String idIn(Map<String, String> names) {
        return names.entrySet().stream()
                .filter(entry -> entry.getValue().equals(id.name()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    /** A declaration in the making; {@link #id} finishes it. */
    public static final class Builder<T> {

        private final String name;
        private final Map<String, FilterField<T>> filterable = new LinkedHashMap<>();
        private final Map<String, TypedField<T, ?, ?>> sortable = new LinkedHashMap<>();
        private FilterField<T> bareWords;
        private List<SortKey<T, ?, ?>> defaultOrder = List.of();

        private Builder(String name) {
            this.name = name;
        }

        /** To filter and to order by. */
        public <C, V> Builder<T> field(
                String field, FieldType<C, V> type, Field<? extends C> column, Function<? super T, ? extends V> value) {
            return filterable(field, type, column, value).sortable(field, type, column, value);
        }

        /** To filter and to order by, in a list held in memory. */
        public <V> Builder<T> field(String field, FieldType<?, V> type, Function<? super T, ? extends V> value) {
            return filterable(field, type, value).sortable(field, type, value);
        }

        /** To filter by in SQL only. */
        public <C> Builder<T> filterable(String field, FieldType<C, ?> type, Field<? extends C> column) {
            return filter(field, typed(field, type, column, null));
        }

        public <C, V> Builder<T> filterable(
                String field, FieldType<C, V> type, Field<? extends C> column, Function<? super T, ? extends V> value) {
            return filter(field, typed(field, type, column, value));
        }

        /** To filter by, in a list held in memory. */
        public <V> Builder<T> filterable(String field, FieldType<?, V> type, Function<? super T, ? extends V> value) {
            return filter(field, typed(field, type, null, value));
        }

        public <C, V> Builder<T> sortable(
                String field, FieldType<C, V> type, Field<? extends C> column, Function<? super T, ? extends V> value) {
            return sort(field, typed(field, type, column, value));
        }

        /** To order by, in a list held in memory. */
        public <V> Builder<T> sortable(String field, FieldType<?, V> type, Function<? super T, ? extends V> value) {
            return sort(field, typed(field, type, null, value));
        }

        /** To filter by with {@code :} and {@code =}; the list says what the text asks. In SQL only. */
        public Builder<T> custom(String field, Function<String, Condition> condition) {
            return filter(field, new CustomField<>(condition, null));
        }

        public Builder<T> custom(
                String field, Function<String, Condition> condition, BiPredicate<T, String> predicate) {
            return filter(field, new CustomField<>(condition, predicate));
        }

        /** The same in a list held in memory. */
        public Builder<T> custom(String field, BiPredicate<T, String> predicate) {
            return filter(field, new CustomField<>(null, predicate));
        }

        /**
         * To filter by in SQL only, where a row has several values: a comparison holds when it does of one of them.
         *
         * @param some whether a condition on the columns is true of some value of the row
         * @param spellings the columns of a value, which may be spelled in several ways
         */
        @SafeVarargs
        public final <C, V> Builder<T> repeated(
                String field, FieldType<C, V> type, UnaryOperator<Condition> some, Field<? extends C>... spellings) {
            var columns = Stream.of(spellings)
                    .map(column -> Builder.<T, C, V>typed(field, type, column, null))
                    .toList();
            return filter(field, new RepeatedField<>(columns, some));
        }

        /** The field, declared before, that values without a field are asked of; without one they are refused. */
        public Builder<T> bareWords(String field) {
            bareWords = filterable.get(field);
            if (bareWords == null) {
                throw new IllegalArgumentException("the list " + name + " declares no field " + field);
            }
            return this;
        }

        /** The order of those who ask for none, in the spelling of a client, of fields declared before. */
        public Builder<T> defaultOrder(String text) {
            defaultOrder = new OrderParser<>("defaultOrder", sortable).parse(text);
            return this;
        }

        /** Finishes the declaration with what is unique to every row; it completes each order. */
        public <C, V> ListFields<T> id(
                String field, FieldType<C, V> type, Field<? extends C> column, Function<? super T, ? extends V> value) {
            return build(typed(field, type, column, value));
        }

        /** The same for a list held in memory. */
        public <V> ListFields<T> id(String field, FieldType<?, V> type, Function<? super T, ? extends V> value) {
            return build(typed(field, type, null, value));
        }

        private ListFields<T> build(TypedField<T, ?, ?> id) {
            return new ListFields<>(name, filterable, sortable, bareWords, defaultOrder, id);
        }

        private Builder<T> filter(String field, FilterField<T> declared) {
            if (filterable.put(field, declared) != null) {
                throw new IllegalArgumentException("the list " + name + " declares " + field + " twice");
            }
            return this;
        }

        private Builder<T> sort(String field, TypedField<T, ?, ?> declared) {
            if (sortable.put(field, declared) != null) {
                throw new IllegalArgumentException("the list " + name + " declares " + field + " twice");
            }
            return this;
        }

        // A column is only ever read, so that one of a narrower type serves as well.
        @SuppressWarnings("unchecked")
        private static <T, C, V> TypedField<T, C, V> typed(
                String field, FieldType<C, V> type, Field<? extends C> column, Function<? super T, ? extends V> value) {
            return new TypedField<>(field, type, (Field<C>) column, value);
        }
    }
}
