namespace GridFlow.Detection;

/// <summary>A channel's steps, ready for use.</summary>
internal readonly struct ChannelScale(ChannelOptions options)
{
    private readonly double _stepsPerUnit = 1 / options.Resolution;

    /// <summary>Width of a step in the channel's unit.</summary>
    public readonly double Resolution = options.Resolution;

    /// <summary>Least standard deviation in steps.</summary>
    public readonly double FloorSteps = options.StdDevFloor / options.Resolution;

    /// <summary>The nearest whole number of steps, ties to even. Decoding has made sure that it fits (<see cref="ChannelOptions.MaxSteps"/>).</summary>
    public int Steps(double value) => (int)Math.Round(value * _stepsPerUnit);
}
