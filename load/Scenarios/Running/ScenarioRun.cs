using GridFlow.Load.Scenarios.Targets;
using GridFlow.Load.Scenarios.Traffic;
using GridFlow.Simulation;

namespace GridFlow.Load.Scenarios.Running;

/// <summary>Runs one scenario from start to judgement.</summary>
internal sealed class ScenarioRun(Scenario scenario, RunOptions options, TimeProvider time, ILoadScreen screen)
{
    // Enough points for a chart, and never so many that looking becomes a load.
    private const int MostSamples = 600;
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    private bool _interrupted;

    /// <exception cref="ScenarioFailedException">It could not be run.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before anything was measured.</exception>
    public async Task<ScenarioResult> RunAsync(CancellationToken stop)
    {
        screen.Say($"{scenario.Name}: {scenario.Summary}");
        await using var stage = await RunStage.StartAsync(scenario, options, time, stop);
        screen.Say(stage.Place.Description);
        var reading = new ReadingStep(Scenario.Reading, stage.Traffic, stage.Clock, Grid(), scenario.PoisonEvery);
        var readings = new LoadPlan(reading, scenario.Readings);
        using var endLoad = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var length = readings.Schedule.Length;
        var interval = TimeSpan.FromTicks(Math.Max(ShortestInterval.Ticks, length.Ticks / MostSamples));
        var sampler = new Sampler(stage, readings.Schedule.RateAt, interval, sample => screen.Show(sample, length));
        var context = new ScenarioContext(stage, sampler, endLoad);
        await FillAsync(stage, reading, sampler, stop);
        await WarmUpAsync(stage, readings, sampler, stop);

        var plans = new List<LoadPlan> { readings };
        plans.AddRange(scenario.Beside(context));
        plans.ForEach(plan => plan.Step.Stats.PhaseOf = scenario.PhaseOf);
        stage.Reader.Stats.PhaseOf = scenario.PhaseOf;
        screen.Say(readings.Schedule.ToString());
        var runs = await LoadAsync(stage, context, plans, endLoad, stop);
        return await JudgeAsync(stage, context, plans, runs);
    }

    private SimulationOptions Grid() => new()
    {
        Meters = scenario.Meters,
        EventRate = Math.Min(scenario.Rate, scenario.Meters * 1000.0),
        Seed = options.Seed,
        AnomalyRate = scenario.AnomalyRate,
        StartMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
    };

    private async Task FillAsync(RunStage stage, ReadingStep reading, Sampler sampler, CancellationToken stop)
    {
        screen.Say($"warm-up: {scenario.HistoryRounds} readings of each of {scenario.Meters:N0} meters");
        var sending = Task.Run(() => stage.Traffic.HistoryAsync(reading.Grid, scenario.Meters, scenario.HistoryRounds, time, stop), stop);
        var began = time.GetTimestamp();
        while (!sending.IsCompleted || sampler.Unread(stage.Traffic.Ends) > 0)
        {
            if (sending.IsCompleted && time.GetElapsedTime(began) > scenario.SettleLimit + TimeSpan.FromMinutes(1))
            {
                throw new ScenarioFailedException($"The warm-up does not come to an end: {sampler.Unread(stage.Traffic.Ends):N0} readings are not committed.");
            }

            await sampler.LookAsync();
            await Task.Delay(Look, time, stop);
        }

        await sending;
    }

    private async Task WarmUpAsync(RunStage stage, LoadPlan readings, Sampler sampler, CancellationToken stop)
    {
        stage.Clock.Begin();
        var first = new LoadPlan(readings.Step, LoadSimulation.Inject(Math.Max(1, readings.Schedule.RateAt(TimeSpan.Zero)), scenario.WarmUp));
        await Task.Run(() => new LoadRun(first, stage.Clock).RunAsync(stop), stop);
        stop.ThrowIfCancellationRequested();
        await sampler.LookAsync();
    }

    private async Task<IReadOnlyList<LoadRun>> LoadAsync(RunStage stage, ScenarioContext context, List<LoadPlan> plans, CancellationTokenSource endLoad, CancellationToken stop)
    {
        stage.Clock.Begin();
        stage.Reader.Measure();
        using var endSampling = new CancellationTokenSource();
        var sampling = context.Sampler.RunAsync(endSampling.Token);
        // A thread each: what one load does in a turn of its loop must not make another late.
        var runs = plans.Select(plan => new LoadRun(plan, stage.Clock)).ToList();
        var loads = Task.WhenAll(runs.Select(run => Task.Run(() => run.RunAsync(endLoad.Token), CancellationToken.None)));
        var alongside = AlongsideAsync(context, endLoad.Token);
        try
        {
            await Task.WhenAll(loads, alongside);
            _interrupted = stop.IsCancellationRequested;
            stage.Traffic.Flush();
            screen.Say(_interrupted ? "interrupted: reporting what was measured" : "settling");
            await (_interrupted ? Task.CompletedTask : SettleAsync(stage, context, stop));
        }
        finally
        {
            await endLoad.CancelAsync();
            await endSampling.CancelAsync();
            await sampling;
        }

        return runs;
    }

    private async Task AlongsideAsync(ScenarioContext context, CancellationToken stop)
    {
        try
        {
            await scenario.AlongsideAsync(context, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The load has ended.
        }
        catch
        {
            // What should have been done was not: going on would measure something else.
            context.EndLoad();
            throw;
        }
    }

    /// <summary>Waits until everything that went in is committed, and the reader has what was said of it.</summary>
    private async Task SettleAsync(RunStage stage, ScenarioContext context, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < scenario.SettleLimit)
        {
            var status = await context.Sampler.LookAsync();
            if (context.Sampler.Unread(stage.Traffic.Ends) == 0 && status is { Conservation.InFlight: 0 } && stage.Clock.Elapsed - stage.Reader.LastAt >= Quiet)
            {
                return;
            }

            try
            {
                await Task.Delay(Look, time, stop);
            }
            catch (OperationCanceledException)
            {
                _interrupted = true;
                return;
            }
        }
    }

    private async Task<ScenarioResult> JudgeAsync(RunStage stage, ScenarioContext context, List<LoadPlan> plans, IReadOnlyList<LoadRun> runs)
    {
        await context.Sampler.LookAsync();
        var reader = stage.Reader.Stats;
        var measured = new Measured
        {
            Steps = [.. plans.Select(plan => plan.Step.Stats), reader],
            Samples = context.Sampler.Samples,
            Counts = Tally.Count(stage, context.Sampler, plans[0], runs[0]),
            Figures = context.Figures,
        };
        scenario.Conclude(context, measured);
        measured = measured with { Figures = context.Figures };
        var late = runs[0].Lateness;
        var result = new ScenarioResult
        {
            Name = scenario.Name,
            Summary = scenario.Summary,
            Load = [.. plans.Select(plan => $"{plan.Step.Stats.Name}: {plan.Schedule}")],
            DurationS = Math.Round(stage.Clock.Elapsed.TotalSeconds, 1),
            Interrupted = _interrupted,
            Counts = measured.Counts,
            // Of readings only what was sent is known here: their answer is the anomaly.
            Steps = [.. measured.Steps.Skip(1).Select(stats => stats.Result())],
            Thresholds = [.. scenario.Thresholds(stage.Place).Select(threshold => threshold.Judge(measured))],
            Notes = [.. context.Notes, FormattableString.Invariant($"readings were begun late by p50 {late.P50Ms:0.##} ms, p99 {late.P99Ms:0.##} ms; that is in the latencies")],
            Events = context.Events,
            Samples = measured.Samples,
            Topics = [stage.Place.Kafka.ReadingsTopic, stage.Place.Kafka.AnomaliesTopic, stage.Place.Kafka.DeadLetterTopic],
        };
        await stage.Pipeline.EndAsync(kill: false);
        return result;
    }
}
