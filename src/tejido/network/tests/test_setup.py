"""The first network and its coordinator, at the console."""

import re

from django.test import Client

from tejido.accounts.models import User
from tejido.network.command import set_up_network
from tejido.network.models import Network
from tejido.network.permissions import holds


def test_setup_opens_a_network_and_a_coordinator_who_chooses_a_password(db, capsys):
    assert set_up_network(network="Red Primera", name="Nora", email="nora@example.org", address="https://tejido.example") == 0
    assert holds(User.objects.get(), "network.manage")
    path = re.search(r"(/accounts/\S+)", capsys.readouterr().out)[1]
    assert "password1" in Client().get(path, follow=True).content.decode()


def test_setup_with_an_address_that_is_taken_leaves_no_network(cast, capsys):
    assert set_up_network(network="Otra", name="Ana", email=cast.ana.email, address="https://tejido.example") == 1
    assert "Ya hay una cuenta" in capsys.readouterr().err
    assert not Network.objects.filter(name="Otra").exists()


def test_setup_is_refused_beside_the_demonstration(db, capsys):
    Network.objects.create(slug="inventada", name="Inventada", is_demo=True)
    assert set_up_network(network="Verdadera", name="Nora", email="nora@example.org", address="https://tejido.example") == 1
    assert not User.objects.exists()
