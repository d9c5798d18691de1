namespace GridFlow.Checkpoints;

/// <summary>What is promised about results when something dies.</summary>
public enum Delivery
{
    /// <summary>Nothing is lost; after a failure some results may appear twice.</summary>
    AtLeastOnce,

    /// <summary>Nothing is lost, and a reader with <c>isolation.level=read_committed</c> sees nothing twice.</summary>
    ExactlyOnce,
}
