namespace GridFlow.Topology;

/// <summary>What is promised about results when something dies.</summary>
public enum Delivery
{
    /// <summary>Nothing is lost; after a failure some results may appear twice.</summary>
    AtLeastOnce,

    /// <summary>Nothing is lost and nothing appears twice. Not built yet: configuration refuses it.</summary>
    ExactlyOnce,
}
