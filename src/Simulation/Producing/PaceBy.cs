namespace GridFlow.Simulation;

/// <summary>What an <see cref="EvenPacer"/> counts.</summary>
public enum PaceBy
{
    /// <summary>Slots: the pacer's unit is one slot, its rate slots per second.</summary>
    Slots,

    /// <summary>Event time: the pacer's unit is one ms of it, so a rate of 1,000 is real time.</summary>
    EventTime,
}
