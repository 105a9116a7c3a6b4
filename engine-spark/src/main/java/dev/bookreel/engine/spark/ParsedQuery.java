package dev.bookreel.engine.spark;

import dev.bookreel.definition.TableName;
import dev.bookreel.engine.embedded.TableNames;
import dev.bookreel.error.WrongQueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.AliasIdentifier;
import org.apache.spark.sql.catalyst.analysis.CTESubstitution;
import org.apache.spark.sql.catalyst.analysis.NameParameterizedQuery;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.functions;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * A query as Spark's own parser understands it. The lake's tables are put into it by us, not by a
 * catalog: a catalog knows one version of a table, a query may be about any.
 */
final class ParsedQuery {
  private final Session session;
  private final LogicalPlan plan;

  /**
   * @throws WrongQueryException if it is no query
   */
  ParsedQuery(Session session, String sql) {
    this.session = session;
    LogicalPlan parsed;
    try {
      parsed = session.spark().sessionState().sqlParser().parsePlan(sql);
    } catch (ParseException e) {
      throw WrongSql.of(e);
    }
    if (parsed instanceof Command) {
      throw new WrongQueryException(
          "Only queries can be run here (SELECT, WITH, FROM, VALUES): tables change by loading deliveries",
          null);
    }
    this.plan = CTESubstitution.apply(parsed);
  }

  /** The lake's tables that it names. */
  Set<TableName> tables(TableNames names) {
    Set<TableName> found = new TreeSet<>();
    replace(
        (parts, relation) -> {
          names.resolve(parts.get(0), parts.get(1)).ifPresent(found::add);
          return relation;
        });
    return found;
  }

  /** Its result, with values for its parameters. */
  Dataset<Row> bound(Map<String, Object> parameters, TableNames names, LakeTables tables) {
    LogicalPlan replaced =
        replace(
            (parts, relation) ->
                names
                    .resolve(parts.get(0), parts.get(1))
                    .<LogicalPlan>map(
                        table ->
                            new SubqueryAlias(
                                AliasIdentifier.apply(
                                    parts.get(1),
                                    CollectionConverters.asScala(parts.subList(0, 1)).toSeq()),
                                plan(tables.of(table, parts.get(1)))))
                    .orElse(relation));
    List<String> named = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    parameters.forEach(
        (name, value) -> {
          named.add(name);
          values.add(literal(value));
        });
    return org.apache.spark.sql.classic.Dataset.ofRows(
        session.spark(),
        new NameParameterizedQuery(
            replaced,
            CollectionConverters.asScala(named).toSeq(),
            CollectionConverters.asScala(values).toSeq()));
  }

  private static LogicalPlan plan(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().analyzed();
  }

  private static Expression literal(Object value) {
    return ExpressionUtils.expression(column(value));
  }

  private static org.apache.spark.sql.Column column(Object value) {
    return value instanceof List<?> list
        ? functions.array(
            list.stream().map(ParsedQuery::column).toArray(org.apache.spark.sql.Column[]::new))
        : functions.lit(value);
  }

  private interface Replacement {
    LogicalPlan of(List<String> parts, UnresolvedRelation relation);
  }

  /** Each name of two parts; names of one part are Spark's to resolve, or to refuse. */
  private LogicalPlan replace(Replacement replacement) {
    return plan.transformDownWithSubqueries(
        new AbstractPartialFunction<LogicalPlan, LogicalPlan>() {
          @Override
          public boolean isDefinedAt(LogicalPlan node) {
            return node instanceof UnresolvedRelation relation
                && relation.multipartIdentifier().length() == 2;
          }

          @Override
          public <A extends LogicalPlan, B> B applyOrElse(A node, scala.Function1<A, B> other) {
            if (!isDefinedAt(node)) {
              return other.apply(node);
            }
            UnresolvedRelation relation = (UnresolvedRelation) (LogicalPlan) node;
            @SuppressWarnings("unchecked")
            B replaced =
                (B)
                    replacement.of(
                        CollectionConverters.asJava(relation.multipartIdentifier()), relation);
            return replaced;
          }
        });
  }
}
