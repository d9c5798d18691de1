using GridFlow.Integration;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(FaultsFirst))]

namespace GridFlow.Integration;

/// <summary>Begins with the classes that take minutes: one that comes last has the machine for itself while everybody waits for it.</summary>
public sealed class FaultsFirst : ITestCollectionOrderer
{
    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => collection.TestCollectionDisplayName.Contains(".Faults.Scenarios.", StringComparison.Ordinal) ? 0 : 1)];
}
