"""What hangs in a network: gateways, load balancers, endpoints, zones and directories."""

from world import World

from made import NAMES, pairs, tagged, thing


def make(world: World) -> dict[str, dict]:
    ec2 = world.client("ec2")
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]][:2]
    group = ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]
    return (
        gateways(world, vpc, subnets) | balancers(world, subnets) | connections(world)
        | names(world, subnets, group) | guards(world, vpc, subnets) | machines(world)
    )


def specification(kind: str, name: str) -> list[dict]:
    return [{"ResourceType": kind, "Tags": pairs(tagged(name))}]


def gateways(world: World, vpc: str, subnets: list[str]) -> dict[str, dict]:
    ec2 = world.client("ec2")
    made: dict[str, dict] = {"nat_gateways": {}, "vpc_endpoints": {}, "transit_attachments": {}, "network_interfaces": {}}
    for name in NAMES:
        card = ec2.create_network_interface(
            SubnetId=subnets[0], Description=name, TagSpecifications=specification("network-interface", name))
        made["network_interfaces"][card["NetworkInterface"]["NetworkInterfaceId"]] = thing(
            tagged(name), state="available", description=name, attached_instance=None)
        nat = ec2.create_nat_gateway(
            SubnetId=subnets[0], ConnectivityType="private", TagSpecifications=specification("natgateway", name))
        made["nat_gateways"][nat["NatGateway"]["NatGatewayId"]] = thing(
            tagged(name), state="available", vpc_id=vpc, connectivity="private")
        endpoint = ec2.create_vpc_endpoint(
            VpcId=vpc, ServiceName="com.amazonaws.us-east-1.ssm", VpcEndpointType="Interface", SubnetIds=subnets,
            TagSpecifications=specification("vpc-endpoint", name))
        made["vpc_endpoints"][endpoint["VpcEndpoint"]["VpcEndpointId"]] = thing(
            tagged(name), type="Interface", vpc_id=vpc, zones=2)
        transit = ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
        attachment = ec2.create_transit_gateway_vpc_attachment(
            TransitGatewayId=transit, VpcId=vpc, SubnetIds=subnets,
        )["TransitGatewayVpcAttachment"]["TransitGatewayAttachmentId"]
        ec2.create_tags(Resources=[attachment], Tags=pairs(tagged(name)))
        made["transit_attachments"][attachment] = thing(
            tagged(name), state="available", type="vpc", target=vpc, transit_gateway=transit)
    return made


def balancers(world: World, subnets: list[str]) -> dict[str, dict]:
    made: dict[str, dict] = {"load_balancers": {}, "classic_load_balancers": {}}
    for name in NAMES:
        balancer = world.client("elbv2").create_load_balancer(
            Name=f"lb-{name}", Subnets=subnets, Scheme="internal", Tags=pairs(tagged(name)))
        made["load_balancers"][balancer["LoadBalancers"][0]["LoadBalancerArn"]] = thing(
            tagged(name), type="application", zones=2, state="active")
        world.client("elb").create_load_balancer(
            LoadBalancerName=f"clb-{name}", AvailabilityZones=["us-east-1a"], Tags=pairs(tagged(name)),
            Listeners=[{"Protocol": "http", "LoadBalancerPort": 80, "InstancePort": 80}])
        made["classic_load_balancers"][f"clb-{name}"] = thing(tagged(name), listeners=1, instances=0)
    return made


def connections(world: World) -> dict[str, dict]:
    ec2 = world.client("ec2")
    made: dict[str, dict] = {"vpn_connections": {}}
    for number, name in enumerate(NAMES):
        customer = ec2.create_customer_gateway(Type="ipsec.1", PublicIp=f"192.0.2.{number + 1}", BgpAsn=65000)
        gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
        connection = ec2.create_vpn_connection(
            Type="ipsec.1", CustomerGatewayId=customer["CustomerGateway"]["CustomerGatewayId"], VpnGatewayId=gateway,
            TagSpecifications=specification("vpn-connection", name))
        made["vpn_connections"][connection["VpnConnection"]["VpnConnectionId"]] = thing(
            tagged(name), state="available", type="ipsec.1", vpn_gateway=gateway, transit_gateway=None)
    return made


def names(world: World, subnets: list[str], group: str) -> dict[str, dict]:
    made: dict[str, dict] = {"hosted_zones": {}, "resolver_endpoints": {}}
    route53 = world.client("route53")
    for name in NAMES:
        zone = route53.create_hosted_zone(Name=f"{name}.example.org", CallerReference=name)["HostedZone"]["Id"]
        route53.change_tags_for_resource(
            ResourceType="hostedzone", ResourceId=zone.removeprefix("/hostedzone/"), AddTags=pairs(tagged(name)))
        made["hosted_zones"][zone] = thing(tagged(name), private=0)
        endpoint = world.client("route53resolver").create_resolver_endpoint(
            CreatorRequestId=name, SecurityGroupIds=[group], Direction="INBOUND", Name=f"resolver-{name}",
            IpAddresses=[{"SubnetId": subnet} for subnet in subnets], Tags=pairs(tagged(name)))
        made["resolver_endpoints"][endpoint["ResolverEndpoint"]["Id"]] = thing(
            tagged(name), state="OPERATIONAL", direction="INBOUND", addresses=2)
    return made


def guards(world: World, vpc: str, subnets: list[str]) -> dict[str, dict]:
    made: dict[str, dict] = {"firewalls": {}, "private_authorities": {}, "directories": {}, "transfer_servers": {}}
    for name in NAMES:
        firewall = world.client("network-firewall").create_firewall(
            FirewallName=f"wall-{name}", VpcId=vpc, SubnetMappings=[{"SubnetId": subnet} for subnet in subnets],
            FirewallPolicyArn="arn:aws:network-firewall:us-east-1:1:firewall-policy/x", Tags=pairs(tagged(name)))
        made["firewalls"][firewall["Firewall"]["FirewallArn"]] = thing(tagged(name), vpc_id=vpc, zones=2)
        authority = world.client("acm-pca").create_certificate_authority(
            CertificateAuthorityType="ROOT", Tags=pairs(tagged(name)),
            CertificateAuthorityConfiguration={
                "KeyAlgorithm": "RSA_2048", "SigningAlgorithm": "SHA256WITHRSA", "Subject": {"CommonName": name}})
        made["private_authorities"][authority["CertificateAuthorityArn"]] = thing(tagged(name), type="ROOT")
        directory = world.client("ds").create_directory(
            Name=f"{name}.example.com", Password="Passw0rd!", Size="Small", Tags=pairs(tagged(name)),
            VpcSettings={"VpcId": vpc, "SubnetIds": subnets})
        made["directories"][directory["DirectoryId"]] = thing(tagged(name), type="SimpleAD", size="Small")
        server = world.client("transfer").create_server(Tags=pairs(tagged(name)))
        made["transfer_servers"][server["ServerId"]] = thing(None, state="ONLINE")
    return made


def machines(world: World) -> dict[str, dict]:
    ec2, scaling = world.client("ec2"), world.client("autoscaling")
    made: dict[str, dict] = {"dedicated_hosts": {}, "autoscaling_groups": {}}
    scaling.create_launch_configuration(
        LaunchConfigurationName="lc", ImageId="ami-12345678", InstanceType="t2.micro")
    for name in NAMES:
        host = ec2.allocate_hosts(
            AvailabilityZone="us-east-1a", InstanceType="m5.large", Quantity=1,
            TagSpecifications=specification("dedicated-host", name))
        made["dedicated_hosts"][host["HostIds"][0]] = thing(tagged(name), state="available", instance_type="m5.large")
        scaling.create_auto_scaling_group(
            AutoScalingGroupName=f"group-{name}", LaunchConfigurationName="lc", MinSize=1, MaxSize=3,
            DesiredCapacity=2, AvailabilityZones=["us-east-1a"],
            Tags=[pair | {"PropagateAtLaunch": True} for pair in pairs(tagged(name))])
        made["autoscaling_groups"][f"group-{name}"] = thing(
            tagged(name), min_size=1, max_size=3, desired_capacity=2, instances=2)
    return made
