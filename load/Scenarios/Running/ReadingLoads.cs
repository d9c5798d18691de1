using GridFlow.Load.Scenarios.Traffic;

namespace GridFlow.Load.Scenarios.Running;

/// <summary>What was offered by all loads of readings together; a scenario may have several, and calls beside them.</summary>
/// <param name="loads">All loads of the run.</param>
internal sealed class ReadingLoads(IEnumerable<(LoadPlan Plan, LoadRun Run)> loads)
{
    private readonly List<(ReadingStep Step, LoadRun Run)> _readings = [.. loads.Where(load => load.Plan.Step is ReadingStep).Select(load => ((ReadingStep)load.Plan.Step, load.Run))];

    /// <summary>Arrivals.</summary>
    public long Offered => _readings.Sum(load => load.Run.Offered);

    /// <summary>Arrivals at which something was to be sent.</summary>
    public long Speaking => Offered - _readings.Sum(load => load.Step.Silent);

    /// <summary>Arrivals that were refused, whatever the reason.</summary>
    public long Refused => _readings.Sum(load => load.Step.Stats.Failed);

    /// <summary>Arrivals per second between the first and the last of all; null with fewer than two.</summary>
    public double? PerSecond
    {
        get
        {
            var begun = _readings.Where(load => load.Run.FirstAt is not null).ToList();
            if (begun.Count == 0)
            {
                return null;
            }

            var span = (begun.Max(load => load.Run.LastAt) - begun.Min(load => load.Run.FirstAt!.Value)).TotalSeconds;
            return span > 0 ? (Offered - 1) / span : null;
        }
    }
}
