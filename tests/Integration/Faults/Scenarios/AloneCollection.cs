using Xunit;

namespace GridFlow.Integration.Faults.Scenarios;

/// <summary>Tests that ask how long something takes: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
