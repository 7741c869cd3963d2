package dev.guildhall.list;

import dev.guildhall.core.error.Problem;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Looks up what a parsed filter names and turns it into one that can be asked. */
final class FilterBinder<T> {

    /** Each goes through the texts of all rows, where another comparison looks at a value once or at an index. */
    static final int MAX_SEARCHES = 10;

    private final FilterSource source;
    private final Map<String, FilterField<T>> fields;
    private final FilterField<T> bareWords;
    private int searches;

    /** @param bareWords the field that values without one are asked of, or null when the list has none */
    FilterBinder(FilterSource source, Map<String, FilterField<T>> fields, FilterField<T> bareWords) {
        this.source = source;
        this.fields = fields;
        this.bareWords = bareWords;
    }

    Filter<T> bind(FilterNode node) {
        if (node instanceof FilterNode.All all) {
            return Filter.all(all.nodes().stream().map(this::bind).toList());
        }
        if (node instanceof FilterNode.Any any) {
            return Filter.any(any.nodes().stream().map(this::bind).toList());
        }
        if (node instanceof FilterNode.Not not) {
            return bind(not.inner()).negated();
        }
        if (node instanceof FilterNode.Comparison comparison) {
            return comparison(comparison);
        }
        return bareWord(((FilterNode.Word) node).literal());
    }

    private Filter<T> bareWord(Literal word) {
        if (bareWords == null) {
            throw source.refuse(
                    word.at(),
                    FilterSource.quoted(word.text()) + " stands alone; compare a field with it: " + fieldNames());
        }
        return leaf("a value without a field", bareWords, Operator.HAS, word);
    }

    private Filter<T> comparison(FilterNode.Comparison comparison) {
        var name = comparison.field().text();
        var field = ListFields.named(name, fields);
        if (field == null) {
            throw source.refuse(
                    comparison.field().at(),
                    "there is no field " + FilterSource.quoted(name) + "; the fields are " + fieldNames());
        }
        if (!field.operators().contains(comparison.operator())) {
            throw source.refuse(
                    comparison.operatorAt(),
                    name + " is compared with " + symbols(field) + ", not with "
                            + comparison.operator().symbol());
        }
        if (comparison.operator() == Operator.NOT_EQUAL) {
            return argument(name, field, Operator.EQUAL, comparison.argument()).negated();
        }
        return argument(name, field, comparison.operator(), comparison.argument());
    }

    /** One comparison for each value on the right: {@code role = (ADMIN OR MEMBER)}. */
    private Filter<T> argument(String name, FilterField<T> field, Operator operator, FilterNode argument) {
        if (argument instanceof FilterNode.All all) {
            return Filter.all(each(name, field, operator, all.nodes()));
        }
        if (argument instanceof FilterNode.Any any) {
            return Filter.any(each(name, field, operator, any.nodes()));
        }
        if (argument instanceof FilterNode.Not not) {
            return negation(name, field, operator, not);
        }
        if (argument instanceof FilterNode.Comparison nested) {
            throw source.refuse(nested.field().at(), "a comparison cannot be the value of another");
        }
        return leaf(name, field, operator, ((FilterNode.Word) argument).literal());
    }

    private List<Filter<T>> each(String name, FilterField<T> field, Operator operator, List<FilterNode> arguments) {
        return arguments.stream()
                .map(argument -> argument(name, field, operator, argument))
                .toList();
    }

    /** A minus is a sign where that makes a value, as in {@code (-30 OR 30)}, and else a negation. */
    private Filter<T> negation(String name, FilterField<T> field, Operator operator, FilterNode.Not not) {
        if (not.minus() && not.inner() instanceof FilterNode.Word word && takesSign(field)) {
            return leaf(name, field, operator, word.literal().negative());
        }
        return argument(name, field, operator, not.inner()).negated();
    }

    private boolean takesSign(FilterField<T> field) {
        return field instanceof TypedField<T, ?, ?> typed && typed.type().isSigned();
    }

    private Filter<T> leaf(String name, FilterField<T> field, Operator operator, Literal literal) {
        searches += searches(field, operator, literal);
        if (searches > MAX_SEARCHES) {
            throw tooManySearches(source, literal);
        }
        return field.compare(operator, literal)
                .orElseThrow(() -> source.refuse(
                        literal.at(),
                        name + " expects " + field.expectation() + ", not " + FilterSource.quoted(literal.text())));
    }

    static Problem tooManySearches(FilterSource source, Literal last) {
        return source.refuse(
                last.at(),
                "a filter looks for at most " + MAX_SEARCHES
                        + " parts of texts; each wildcard is one, and so is each value after : or in a search");
    }

    private static int searches(FilterField<?> field, Operator operator, Literal literal) {
        if (field instanceof TypedField<?, ?, ?> typed) {
            var wildcards = literal.isStar() ? 0 : literal.pieces().size() - 1;
            return operator == Operator.HAS && typed.type() instanceof TextType && !literal.isStar()
                    ? wildcards + 1
                    : wildcards;
        }
        return 1;
    }

    private String fieldNames() {
        return String.join(", ", fields.keySet());
    }

    private static String symbols(FilterField<?> field) {
        return field.operators().stream().sorted().map(Operator::symbol).collect(Collectors.joining(" "));
    }
}
