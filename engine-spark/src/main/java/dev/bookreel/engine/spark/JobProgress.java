package dev.bookreel.engine.spark;

import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.EngineListener;
import dev.bookreel.engine.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.util.DoubleAccumulator;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Tells another listener how far a phase is that Spark works on: which share of a job's tasks has
 * ended, and of those that run how far they say to be. A job belongs to the phase that the thread
 * which started it had begun.
 */
final class JobProgress extends SparkListener implements EngineListener {
  private static final String PART = "bookreel.part";

  /** What a running task adds to, up to 1. Executors tell of it with every heartbeat. */
  private static final String SHARE = "bookreel.share";

  /** Of all engines in the process: each hears of the others' jobs, too. */
  private static final AtomicInteger PARTS = new AtomicInteger();

  private final SparkContext spark;
  private final EngineListener next;
  private final Map<String, Part> begun = new ConcurrentHashMap<>();

  /** Both by the numbers that Spark gives: for the one thread that tells listeners. */
  private final Map<Integer, Job> jobs = new ConcurrentHashMap<>();

  private final Map<Integer, Job> stages = new ConcurrentHashMap<>();

  JobProgress(SparkContext spark, EngineListener next) {
    this.spark = spark;
    this.next = next;
  }

  /** A phase of a load. */
  private record Part(Delivery delivery, Phase phase) {}

  private static final class Job {
    private final Part part;
    private final List<Integer> stages = new ArrayList<>();
    private final Map<Long, Double> running = new ConcurrentHashMap<>();
    private int tasks;
    private int ended;

    Job(Part part) {
      this.part = part;
    }

    double share() {
      double sum = ended + running.values().stream().mapToDouble(Double::doubleValue).sum();
      return Math.min(1, sum / Math.max(1, tasks));
    }
  }

  /** For tasks that know how far they are. */
  static DoubleAccumulator share(SparkContext spark) {
    return spark.doubleAccumulator(SHARE);
  }

  @Override
  public void begins(Delivery delivery, Phase phase) {
    forget();
    String part = String.valueOf(PARTS.incrementAndGet());
    begun.put(part, new Part(delivery, phase));
    spark.setLocalProperty(PART, part);
    next.begins(delivery, phase);
  }

  @Override
  public void ended(Delivery delivery) {
    forget();
    next.ended(delivery);
  }

  private void forget() {
    String part = spark.getLocalProperty(PART);
    if (part != null) {
      begun.remove(part);
      spark.setLocalProperty(PART, null);
    }
  }

  @Override
  public void reached(Delivery delivery, Phase phase, double share) {
    next.reached(delivery, phase, share);
  }

  @Override
  public boolean wantsPlans() {
    return next.wantsPlans();
  }

  @Override
  public void executed(String sql, Duration taken, Supplier<String> plan) {
    next.executed(sql, taken, plan);
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    @Nullable String name = start.properties().getProperty(PART);
    Part part = name == null ? null : begun.get(name);
    if (part == null) {
      return;
    }
    Job job = new Job(part);
    for (StageInfo stage : CollectionConverters.asJava(start.stageInfos())) {
      job.tasks += stage.numTasks();
      job.stages.add(stage.stageId());
      stages.put(stage.stageId(), job);
    }
    jobs.put(start.jobId(), job);
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    for (var task : CollectionConverters.asJava(update.accumUpdates())) {
      Job job = stages.get((Integer) task._2());
      if (job == null) {
        continue;
      }
      for (AccumulableInfo info : CollectionConverters.asJava(task._4())) {
        if (info.name().contains(SHARE) && info.update().get() instanceof Double share) {
          job.running.put((Long) task._1(), share);
          tell(job);
        }
      }
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    Job job = stages.get(end.stageId());
    if (job == null) {
      return;
    }
    job.running.remove(end.taskInfo().taskId());
    if (end.taskInfo().successful()) {
      job.ended++;
      tell(job);
    }
  }

  private void tell(Job job) {
    if (begun.containsValue(job.part)) {
      next.reached(job.part.delivery(), job.part.phase(), job.share());
    }
  }

  @Override
  public void onJobEnd(SparkListenerJobEnd end) {
    Job job = jobs.remove(end.jobId());
    if (job != null) {
      job.stages.forEach(stages::remove);
    }
  }
}
